package org.tmcstats.quality;

/**
 * Logarithmic histogram buckets with a relative error of at most 1 % (DDSketch: Masson, Rim, Lee, PVLDB 12/12, 2019,
 * with gamma = 1.01/0.99). Bucket 0 holds values of 0 and below; bucket b &gt; 0 holds gamma^(b-2) &lt; v &lt;=
 * gamma^(b-1).
 */
public final class HistogramBuckets {
    private static final double GAMMA = 1.01 / 0.99;
    private static final double LOG_GAMMA = Math.log(GAMMA);

    private HistogramBuckets() {}

    /** Bucket of a value in an integer unit (1e-6 MOS, µs, bit/s …); 0 for values of 0 and below, 1 for 1. */
    public static short of(long value) {
        return value <= 0 ? 0 : (short) (1 + Math.ceil(Math.log((double) value) / LOG_GAMMA - 1e-9));
    }

    /** Value that stands for a bucket: at most 1 % away from any value in it; 0 for bucket 0. */
    public static double value(int bucket) {
        return bucket == 0 ? 0 : 2 * Math.pow(GAMMA, bucket - 1) / (GAMMA + 1);
    }
}
