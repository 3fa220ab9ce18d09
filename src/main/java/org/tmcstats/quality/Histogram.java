package org.tmcstats.quality;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Counts by bucket of {@link HistogramBuckets}, from pairs of a 16-bit bucket and a 32-bit count, big-endian, as the
 * KPI tables hold them. Pairs may come in any order and more than once, so that stored histograms are merged by putting
 * one behind the other. Not thread-safe.
 */
public final class Histogram {
    private static final int PAIR = Short.BYTES + Integer.BYTES;

    private int first;
    private long[] counts = {};
    private long samples;

    /** The histogram of one blob, or of several put together. */
    public static Histogram parse(byte[] pairs) {
        Histogram histogram = new Histogram();
        histogram.add(pairs);
        return histogram;
    }

    /**
     * Merges another one into this.
     *
     * @throws IllegalArgumentException when it is not a row of pairs
     */
    public void add(byte[] pairs) {
        if (pairs.length % PAIR != 0) {
            throw new IllegalArgumentException("a histogram of " + pairs.length + " bytes is not a row of pairs");
        }
        ByteBuffer in = ByteBuffer.wrap(pairs);
        while (in.hasRemaining()) {
            int bucket = in.getShort();
            int count = in.getInt();
            reach(bucket);
            counts[bucket - first] += count;
            samples += count;
        }
    }

    /** Number of samples. */
    public long samples() {
        return samples;
    }

    /**
     * The sample of nearest rank floor(q (n - 1)), at most 1 % away from the true one.
     *
     * @param q 0..1
     * @throws IllegalStateException when there is no sample
     */
    public double quantile(double q) {
        if (samples == 0) {
            throw new IllegalStateException("no sample");
        }
        long rank = (long) Math.floor(q * (samples - 1));
        int i = 0;
        for (long below = counts[0]; below <= rank; below += counts[i]) {
            i++;
        }
        return HistogramBuckets.value(first + i);
    }

    private void reach(int bucket) {
        if (counts.length == 0) {
            first = bucket;
            counts = new long[64];
        } else if (bucket < first) {
            int more = Math.max(first - bucket, 32);
            long[] wider = new long[counts.length + more];
            System.arraycopy(counts, 0, wider, more, counts.length);
            counts = wider;
            first -= more;
        } else if (bucket - first >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(bucket - first + 1, counts.length * 2));
        }
    }
}
