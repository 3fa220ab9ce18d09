package org.tmcstats.quality;

import org.tmcstats.config.Settings;

/**
 * Limits beyond which one interval is a bad sample, in the units of raw rows. An estimated MOS is no reason: it says
 * nothing that loss, jitter and round trip do not say themselves.
 *
 * @param mosMicro bad below this MOS x 1e6
 * @param lossPpb bad above this loss ratio x 1e9
 * @param jitterMicros bad from this jitter on, µs
 * @param rttMicros bad above this round-trip time, µs
 */
public record QualityLimits(int mosMicro, int lossPpb, int jitterMicros, int rttMicros) {
    private static final int NOT_MEASURED = Integer.MIN_VALUE;

    /** MOS below 3.1, loss above 5 %, jitter of 30 ms and more, round trip above 300 ms. */
    public static final QualityLimits DEFAULT = new QualityLimits(3_100_000, 50_000_000, 30_000, 300_000);

    /** The limits of the settings under {@code tmc.quality.bad-sample.}. */
    public static QualityLimits from(Settings settings) {
        return new QualityLimits(
                (int) Math.round(settings.decimal("tmc.quality.bad-sample.mos", 1, 5) * 1e6),
                (int) Math.round(settings.decimal("tmc.quality.bad-sample.loss-ratio", 0, 1) * 1e9),
                (int) Math.round(settings.decimal("tmc.quality.bad-sample.jitter-ms", 0, 10_000) * 1e3),
                (int) Math.round(settings.decimal("tmc.quality.bad-sample.rtt-ms", 0, 100_000) * 1e3));
    }

    /** Whether any measured value is beyond its limit; {@link Integer#MIN_VALUE} stands for not measured. */
    public boolean isBad(int mosMicro, int lossPpb, int jitterMicros, int rttMicros) {
        // Not measured is below every other limit by itself.
        return mosMicro != NOT_MEASURED && mosMicro < this.mosMicro
                || lossPpb > this.lossPpb
                || jitterMicros >= this.jitterMicros
                || rttMicros > this.rttMicros;
    }
}
