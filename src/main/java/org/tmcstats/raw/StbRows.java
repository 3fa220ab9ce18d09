package org.tmcstats.raw;

import static org.tmcstats.raw.Measurement.MISSING;
import static org.tmcstats.raw.Measurement.MISSING_LONG;

import org.tmcstats.store.CopyRows;

/** Rows of {@code raw.stb_media} and {@code raw.stb_network}, in COPY's binary form. */
final class StbRows {
    static final String MEDIA = "raw.stb_media (at, reported_at, begin_at, end_at, batch, device_key, avg_bitrate_bps,"
            + " video_decoded, video_dropped, video_failed, audio_decoded, audio_dropped, audio_failed, discontinuities,"
            + " channel_key, clock_corrected)";
    static final String NETWORK =
            "raw.stb_network (at, reported_at, batch, device_key, received_bytes, received_packets,"
                    + " received_errors, received_discards, received_multicast, sent_bytes, sent_packets, sent_errors, speed_mbps,"
                    + " clock_corrected, interface, duplex)";

    private StbRows() {}

    static void media(CopyRows rows, StbMedia m, long batch, long deviceKey, int channelKey) {
        rows.row(16).micros(m.atMicros()).micros(m.reportedMicros());
        micros(rows, m.beginMicros());
        micros(rows, m.endMicros());
        rows.int8(batch).int8(deviceKey);
        int8(rows, m.avgBitrateBps());
        int8(rows, m.videoDecoded());
        int8(rows, m.videoDropped());
        int8(rows, m.videoFailed());
        int8(rows, m.audioDecoded());
        int8(rows, m.audioDropped());
        int8(rows, m.audioFailed());
        if (m.discontinuities() == MISSING_LONG) {
            rows.nothing();
        } else {
            rows.int4((int) Math.min(m.discontinuities(), Integer.MAX_VALUE));
        }
        rows.int4(channelKey).bool(m.clockCorrected());
    }

    static void network(CopyRows rows, StbNetwork n, long batch, long deviceKey) {
        rows.row(16).micros(n.atMicros()).micros(n.reportedMicros()).int8(batch).int8(deviceKey);
        int8(rows, n.receivedBytes());
        int8(rows, n.receivedPackets());
        int8(rows, n.receivedErrors());
        int8(rows, n.receivedDiscards());
        int8(rows, n.receivedMulticast());
        int8(rows, n.sentBytes());
        int8(rows, n.sentPackets());
        int8(rows, n.sentErrors());
        if (n.speedMbps() == MISSING) {
            rows.nothing();
        } else {
            rows.int4(n.speedMbps());
        }
        rows.bool(n.clockCorrected()).text(n.name()).text(n.duplex());
    }

    private static void int8(CopyRows rows, long value) {
        if (value == MISSING_LONG) {
            rows.nothing();
        } else {
            rows.int8(value);
        }
    }

    private static void micros(CopyRows rows, long value) {
        if (value == MISSING_LONG) {
            rows.nothing();
        } else {
            rows.micros(value);
        }
    }
}
