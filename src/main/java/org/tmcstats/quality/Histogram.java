package org.tmcstats.quality;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Counts by bucket of {@link HistogramBuckets}, as the database keeps them: pairs of bucket (int16) and count (int32),
 * big-endian. Any concatenation of stored histograms can be added; what is written is normal: each bucket once, in
 * order, none with a count of 0, so that equal contents are equal bytes. Not thread-safe.
 */
public final class Histogram {
    private static final int PAIR = Short.BYTES + Integer.BYTES;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** The buckets of one measure lie close together: counts[0] belongs to bucket first. */
    private long[] counts = {};

    private int first;
    private long total;
    /** Where the last quantile was found, for the next one: index in counts, values in front of it. */
    private int found;

    private long before;

    /**
     * Adds stored histograms.
     *
     * @param stored whole pairs in any order, buckets may repeat
     * @throws IllegalArgumentException when it ends within a pair, or a bucket or count is negative
     */
    public Histogram add(byte[] stored) {
        if (stored.length % PAIR != 0) {
            throw new IllegalArgumentException("a histogram of " + stored.length + " bytes");
        }
        long added = 0;
        for (int at = 0; at < stored.length; at += PAIR) {
            int bucket = (short) SHORT.get(stored, at);
            int count = (int) INT.get(stored, at + Short.BYTES);
            if ((bucket | count) < 0) {
                throw refused(bucket, count);
            }
            int index = bucket - first;
            if (index < 0 || index >= counts.length) {
                reach(bucket);
                index = bucket - first;
            }
            counts[index] += count;
            added += count;
        }
        changed(added);
        return this;
    }

    /** Adds that many values of one bucket. */
    public Histogram add(int bucket, long count) {
        if (bucket < 0 || count < 0) {
            throw refused(bucket, count);
        }
        reach(bucket);
        counts[bucket - first] += count;
        changed(count);
        return this;
    }

    private void changed(long added) {
        total += added;
        found = 0;
        before = 0;
    }

    private static IllegalArgumentException refused(int bucket, long count) {
        return new IllegalArgumentException("a histogram with bucket " + bucket + " and count " + count);
    }

    /** Number of values. */
    public long total() {
        return total;
    }

    /**
     * Quantile by nearest rank: the value at rank floor(q (n-1)), at most 1 % off. Several in rising order cost one walk.
     *
     * @param q 0..1
     * @return NaN when there is no value
     */
    public double quantile(double q) {
        long rank = (long) Math.floor(q * (total - 1));
        if (rank < before) {
            found = 0;
            before = 0;
        }
        while (found < counts.length && total > 0) {
            if (before + counts[found] > rank) {
                return HistogramBuckets.value(first + found);
            }
            before += counts[found++];
        }
        return Double.NaN;
    }

    /**
     * The normal form.
     *
     * @throws ArithmeticException when a bucket holds more than 2^31 - 1 values
     */
    public byte[] toBytes() {
        int buckets = 0;
        for (long count : counts) {
            buckets += count == 0 ? 0 : 1;
        }
        ByteBuffer out = ByteBuffer.allocate(buckets * PAIR);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] != 0) {
                out.putShort((short) (first + bucket)).putInt(Math.toIntExact(counts[bucket]));
            }
        }
        return out.array();
    }

    private void reach(int bucket) {
        if (counts.length == 0) {
            first = bucket;
            counts = new long[64];
        } else if (bucket < first) {
            int below = Math.min(first, Math.max(first - bucket, counts.length));
            long[] wider = new long[counts.length + below];
            System.arraycopy(counts, 0, wider, below, counts.length);
            counts = wider;
            first -= below;
        } else if (bucket - first >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(bucket - first + 1, counts.length * 2));
        }
    }
}
