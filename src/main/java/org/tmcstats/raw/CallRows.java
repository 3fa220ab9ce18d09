package org.tmcstats.raw;

import static org.tmcstats.raw.Measurement.MISSING;
import static org.tmcstats.raw.Measurement.MISSING_LONG;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.tmcstats.quality.HistogramBuckets;
import org.tmcstats.store.CopyRows;

/** Rows of {@code raw.measurement}, {@code raw.event} and {@code identity.event}, in COPY's binary form. */
final class CallRows {
    static final String MEASUREMENT =
            "raw.measurement (at, batch, call_key, bytes, bytes_received, send_bps, receive_bps,"
                    + " source_key, packets, packets_lost, mos_micro, mos_estimated_micro, loss_ppb, jitter_us, rtt_us, frames_sent,"
                    + " fir_count, pli_count, nack_count, audio_level_mdb, stream, mos_bucket, loss_bucket, jitter_bucket,"
                    + " rtt_bucket, send_bucket, receive_bucket, bad)";
    static final String EVENT = "raw.event (at, batch, event_key, call_key, source_key, type, detail)";
    static final String EVENT_BODY = "identity.event (day, event_key, call_key, at, body)";
    private static final int MEASUREMENT_COLUMNS = 28;

    private CallRows() {}

    static void measurement(
            CopyRows rows, long atMicros, long batch, @Nullable Long callKey, int sourceKey, Measurement m) {
        rows.row(MEASUREMENT_COLUMNS).micros(atMicros).int8(batch);
        key(rows, callKey);
        int8(rows, m.bytes());
        int8(rows, m.bytesReceived());
        int8(rows, m.sendBps());
        int8(rows, m.receiveBps());
        rows.int4(sourceKey);
        int4(rows, m.packets());
        int4(rows, m.packetsLost());
        int4(rows, m.mosMicro());
        int4(rows, m.mosEstimatedMicro());
        int4(rows, m.lossPpb());
        int4(rows, m.jitterMicros());
        int4(rows, m.rttMicros());
        int4(rows, m.framesSent());
        int4(rows, m.firCount());
        int4(rows, m.pliCount());
        int4(rows, m.nackCount());
        int4(rows, m.audioLevelMillidb());
        rows.int2(m.stream());
        bucket(rows, m.mosMicro());
        bucket(rows, m.lossPpb());
        bucket(rows, m.jitterMicros());
        bucket(rows, m.rttMicros());
        bucket(rows, m.sendBps());
        bucket(rows, m.receiveBps());
        rows.bool(m.bad());
    }

    static void event(
            CopyRows rows,
            CopyRows bodies,
            long eventKey,
            long batch,
            @Nullable Long callKey,
            int sourceKey,
            CallEvent event) {
        rows.row(7).micros(event.atMicros()).int8(batch).int8(eventKey);
        key(rows, callKey);
        rows.int4(sourceKey).text(event.type()).text(event.detail());
        if (event.body() != null) {
            bodies.row(5).date(LocalDate.ofEpochDay(day(event.atMicros()))).int8(eventKey);
            key(bodies, callKey);
            bodies.micros(event.atMicros()).text(event.body());
        }
    }

    /** UTC day, days since 1970-01-01. */
    static long day(long micros) {
        return Math.floorDiv(micros, 86_400_000_000L);
    }

    private static void key(CopyRows rows, @Nullable Long key) {
        if (key == null) {
            rows.nothing();
        } else {
            rows.int8(key);
        }
    }

    private static void int8(CopyRows rows, long value) {
        if (value == MISSING_LONG) {
            rows.nothing();
        } else {
            rows.int8(value);
        }
    }

    private static void int4(CopyRows rows, int value) {
        if (value == MISSING) {
            rows.nothing();
        } else {
            rows.int4(value);
        }
    }

    private static void bucket(CopyRows rows, int value) {
        if (value == MISSING) {
            rows.nothing();
        } else {
            rows.int2(HistogramBuckets.of(value));
        }
    }

    private static void bucket(CopyRows rows, long value) {
        if (value == MISSING_LONG) {
            rows.nothing();
        } else {
            rows.int2(HistogramBuckets.of(value));
        }
    }
}
