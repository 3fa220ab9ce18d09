package org.tmcstats.feed.mediaserver;

import static org.tmcstats.raw.Measurement.MISSING;
import static org.tmcstats.raw.Measurement.MISSING_LONG;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.feed.JsonFault;
import org.tmcstats.feed.JsonFields;
import org.tmcstats.quality.MosFormula;
import org.tmcstats.quality.QualityLimits;
import org.tmcstats.raw.Measurement;

/** The measured streams of a message: audio and video, local and remote, and the network under them. */
final class StreamReader {
    /** IPv6 with zone and port fits twice over. */
    static final int LONGEST_ADDRESS = 128;

    private static final int ONE_RATIO = 1_000_000_000;
    private static final int MOST = Integer.MAX_VALUE;
    /** Bytes or bit/s that nothing real reaches: a wild value must not overflow the sums of a whole hour. */
    private static final long LARGEST = 1L << 50;

    private final QualityLimits limits;
    private final MosFormula formula;

    StreamReader(QualityLimits limits, MosFormula formula) {
        this.limits = limits;
        this.formula = formula;
    }

    /** Takes the streams out of {@code stats.stats}. */
    List<Measurement> take(JsonFields parts, @Nullable JsonFields network) throws JsonFault {
        List<Measurement> result = new ArrayList<>(5);
        media(parts, "audio", Measurement.AUDIO_LOCAL, result);
        media(parts, "video", Measurement.VIDEO_LOCAL, result);
        if (network != null) {
            network(network, result);
        }
        return result;
    }

    private void media(JsonFields parts, String media, int localStream, List<Measurement> result) throws JsonFault {
        JsonFields both = parts.open(media);
        if (both == null) {
            return;
        }
        boolean audio = localStream == Measurement.AUDIO_LOCAL;
        side(both, "local", true, audio, localStream, result);
        side(both, "remote", false, audio, localStream + 1, result);
        both.close();
    }

    private void side(JsonFields both, String name, boolean local, boolean audio, int stream, List<Measurement> result)
            throws JsonFault {
        JsonFields f = both.open(name);
        if (f == null) {
            return;
        }
        int packets = f.int32(local ? "packetsSent" : "packetsReceived", 0);
        int lost = f.int32("packetsLost", -MOST);
        // Percent to 1e-9.
        int fraction = f.scaled32("packetsLostFraction", ONE_RATIO / 100, -ONE_RATIO, ONE_RATIO);
        int loss = lossRatio(local, packets, lost, fraction);
        int jitter = f.scaled32("jitter", 1000, 0, MOST);
        int rtt = f.scaled32("rtt", 1000, 0, MOST);
        int mos = mos(f);
        int estimated = MISSING;
        if (audio && mos == MISSING && loss != MISSING && jitter != MISSING && rtt != MISSING) {
            estimated =
                    formula.rFactor(loss / 1e9, jitter / 1e3, rtt / 1e3).mos().micro();
        }
        Measurement m = new Measurement(
                stream,
                packets,
                lost,
                mos,
                estimated,
                loss,
                jitter,
                rtt,
                MISSING_LONG,
                MISSING_LONG,
                f.integer(local ? "bytesSent" : "bytesReceived", 0, LARGEST),
                MISSING_LONG,
                f.int32("framesSent", 0),
                f.int32("firCount", 0),
                f.int32("pliCount", 0),
                f.int32("nackCount", 0),
                audio ? f.scaled32("audioLevel", 1000, -1_000_000, 1_000_000) : MISSING,
                limits.isBad(mos, loss, jitter, rtt));
        if (isMeasured(m)) {
            result.add(m);
        }
        f.close();
    }

    private void network(JsonFields f, List<Measurement> result) throws JsonFault {
        int rtt = f.scaled32("rtt", 1000, 0, MOST);
        Measurement m = new Measurement(
                Measurement.NETWORK,
                MISSING,
                MISSING,
                MISSING,
                MISSING,
                MISSING,
                MISSING,
                rtt,
                f.scaled("availableSendBandwidth", 1000, 0, LARGEST),
                f.scaled("availableReceiveBandwidth", 1000, 0, LARGEST),
                f.integer("bytesSent", 0, LARGEST),
                f.integer("bytesReceived", 0, LARGEST),
                MISSING,
                MISSING,
                MISSING,
                MISSING,
                MISSING,
                limits.isBad(MISSING, MISSING, MISSING, rtt));
        if (isMeasured(m)) {
            result.add(m);
        }
        f.close();
    }

    /** Reported MOS; 0 is what sources send that have none. */
    private static int mos(JsonFields f) throws JsonFault {
        int mos = f.scaled32("mos", 1_000_000, 0, 5_000_000);
        if (mos == 0 || mos == MISSING) {
            return MISSING;
        }
        if (mos < 1_000_000) {
            throw f.fault("mos", "is not from 1 to 5");
        }
        return mos;
    }

    /**
     * Loss of the interval x 1e9, from the counts where they are there: of the packets sent (local), or of those that
     * should have come (remote). A source that counts oddly cannot lose more than all.
     */
    private static int lossRatio(boolean local, int packets, int lost, int fraction) {
        if (packets == MISSING || lost == MISSING) {
            return fraction;
        }
        long expected = local ? packets : (long) packets + lost;
        if (expected <= 0) {
            return fraction;
        }
        double ratio = (double) lost / expected;
        return (int) Math.round(Math.max(-1, Math.min(1, ratio)) * ONE_RATIO);
    }

    private static boolean isMeasured(Measurement m) {
        return m.bytes() != MISSING_LONG
                || m.rttMicros() != MISSING
                || m.packets() != MISSING
                || m.packetsLost() != MISSING
                || m.lossPpb() != MISSING
                || m.jitterMicros() != MISSING
                || m.mosMicro() != MISSING
                || m.bytesReceived() != MISSING_LONG
                || m.sendBps() != MISSING_LONG
                || m.receiveBps() != MISSING_LONG
                || m.framesSent() != MISSING
                || m.firCount() != MISSING
                || m.pliCount() != MISSING
                || m.nackCount() != MISSING
                || m.audioLevelMillidb() != MISSING;
    }
}
