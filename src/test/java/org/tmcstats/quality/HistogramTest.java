package org.tmcstats.quality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final byte[] ONE = {0, 3, 0, 0, 0, 2, 1, 44, 0, 0, 0, 1};
    private static final byte[] TWO = {0, 3, 0, 0, 0, 5};

    @Test
    void parts_strung_together_in_any_order_become_one_normal_histogram() {
        byte[] normal = {0, 3, 0, 0, 0, 7, 1, 44, 0, 0, 0, 1};
        assertArrayEquals(normal, new Histogram().add(ONE).add(TWO).toBytes());
        assertArrayEquals(normal, new Histogram().add(TWO).add(ONE).toBytes());
        assertArrayEquals(normal, new Histogram().add(normal).toBytes());
    }

    @Test
    void a_quantile_is_the_value_of_its_rank() {
        Histogram histogram = new Histogram().add(0, 1).add(HistogramBuckets.of(1000), 2);
        assertEquals(0, histogram.quantile(0));
        assertEquals(1000, histogram.quantile(0.5), 10);
        assertEquals(1000, histogram.quantile(1), 10);
        assertEquals(3, histogram.total());
    }

    @Test
    void quantiles_do_not_depend_on_those_asked_for_before() {
        Histogram histogram = new Histogram().add(3, 2).add(90, 5).add(7, 1);
        for (double before : new double[] {0, 0.2, 0.3, 0.5, 1}) {
            for (double q : new double[] {0, 0.2, 0.3, 0.5, 1}) {
                histogram.quantile(before);
                assertEquals(
                        new Histogram().add(3, 2).add(90, 5).add(7, 1).quantile(q),
                        histogram.quantile(q),
                        before + " " + q);
            }
        }
        histogram.quantile(1);
        assertEquals(HistogramBuckets.value(1), histogram.add(1, 100).quantile(0.5));
    }

    @Test
    void nothing_has_no_quantile() {
        assertTrue(Double.isNaN(new Histogram().quantile(0.5)));
        assertEquals(0, new Histogram().toBytes().length);
    }

    @Test
    void damaged_bytes_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Histogram().add(new byte[5]));
        assertThrows(IllegalArgumentException.class, () -> new Histogram().add(new byte[] {-1, 0, 0, 0, 0, 1}));
    }
}
