package org.tmcstats.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramBucketsTest {
    /** One hundredth, and what doubles round away. */
    private static final double BOUND = 0.01 + 1e-8;

    @Test
    void a_bucket_stands_for_its_values_within_one_percent() {
        for (long v = 1; v <= 2_000_000; v++) {
            assertWithinBound(v);
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000_000; i++) {
            assertWithinBound(1 + (random.nextLong() >>> 1 + random.nextInt(62)));
        }
        assertWithinBound(Long.MAX_VALUE);
    }

    @Test
    void buckets_rise_with_values() {
        short last = 0;
        for (long v = 1; v <= 2_000_000; v++) {
            short bucket = HistogramBuckets.of(v);
            assertTrue(bucket >= last, () -> "at a value");
            last = bucket;
        }
        for (long v = 2_000_000; v < Long.MAX_VALUE / 2; v += v / 500) {
            short bucket = HistogramBuckets.of(v);
            assertTrue(bucket >= last);
            assertTrue(HistogramBuckets.value(bucket) >= HistogramBuckets.value(last));
            last = bucket;
        }
    }

    @Test
    void nothing_and_less_share_bucket_0() {
        assertEquals(0, HistogramBuckets.of(0));
        assertEquals(0, HistogramBuckets.of(-7));
        assertEquals(0, HistogramBuckets.of(Long.MIN_VALUE));
        assertEquals(0, HistogramBuckets.value(0));
        assertEquals(1, HistogramBuckets.of(1));
    }

    private static void assertWithinBound(long v) {
        double error = Math.abs(HistogramBuckets.value(HistogramBuckets.of(v)) - v) / v;
        assertTrue(error <= BOUND, () -> v + " is off by " + error);
    }
}
