package org.tmcstats.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EModelTest {
    private static final int MISSING = Integer.MIN_VALUE;

    @Test
    void r_leads_to_the_mos_of_g107_table_b1() {
        assertEquals(4.34, new RFactor(90).mos().value(), 0.005);
        assertEquals(4.02, new RFactor(80).mos().value(), 0.005);
        assertEquals(3.60, new RFactor(70).mos().value(), 0.005);
        assertEquals(3.10, new RFactor(60).mos().value(), 0.005);
        assertEquals(2.58, new RFactor(50).mos().value(), 0.005);
        assertEquals(4.41, new RFactor(93.2).mos().value(), 0.005);
    }

    @Test
    void mos_stays_within_1_and_4_5_for_any_r() {
        for (double r = -200; r <= 200; r += 0.25) {
            double mos = new RFactor(r).mos().value();
            assertTrue(mos >= 1 && mos <= 4.5);
        }
        assertEquals(1, new RFactor(Double.NEGATIVE_INFINITY).mos().value());
        assertThrows(IllegalArgumentException.class, () -> new RFactor(Double.NaN));
    }

    @Test
    void mos_leads_back_to_its_r() {
        for (double r = 7; r < 100; r += 0.5) {
            assertEquals(r, new RFactor(r).mos().rFactor().value(), 1e-6);
        }
        assertEquals(0, new Mos(1).rFactor().value());
        assertEquals(100, new Mos(4.8).rFactor().value());
    }

    @Test
    void a_mos_outside_1_to_5_is_none() {
        assertThrows(IllegalArgumentException.class, () -> new Mos(0));
        assertThrows(IllegalArgumentException.class, () -> new Mos(5.01));
        assertThrows(IllegalArgumentException.class, () -> new Mos(Double.NaN));
    }

    @Test
    void voip_simple_has_its_published_values() {
        assertEquals(4.40, estimate(MosFormula.VOIP_SIMPLE, 0, 0, 1), 0.005);
        assertEquals(4.28, estimate(MosFormula.VOIP_SIMPLE, 0.01, 5, 100), 0.005);
        assertEquals(3.93, estimate(MosFormula.VOIP_SIMPLE, 0.05, 5, 100), 0.005);
    }

    @Test
    void g107_codec_adds_delay_and_loss_impairments() {
        assertEquals(93.2, MosFormula.G107_CODEC.rFactor(0, 0, 0).value(), 1e-9);
        // d = 200 ms: 0.024 x 200 + 0.11 x 22.7
        assertEquals(
                93.2 - 4.8 - 2.497, MosFormula.G107_CODEC.rFactor(0, 0, 400).value(), 1e-9);
        // 95 x 4.3 / (4.3 + 4.3): half of the way at Ppl = Bpl
        assertEquals(93.2 - 47.5, MosFormula.G107_CODEC.rFactor(0.043, 0, 0).value(), 1e-9);
        assertEquals(93.2, MosFormula.G107_CODEC.rFactor(-0.2, 0, 0).value(), 1e-9);
    }

    @Test
    void any_of_the_four_limits_makes_a_sample_bad() {
        QualityLimits limits = QualityLimits.DEFAULT;
        assertFalse(limits.isBad(MISSING, MISSING, MISSING, MISSING));
        assertFalse(limits.isBad(3_100_000, 50_000_000, 29_999, 300_000));
        assertTrue(limits.isBad(3_099_999, MISSING, MISSING, MISSING));
        assertTrue(limits.isBad(MISSING, 50_000_001, MISSING, MISSING));
        assertTrue(limits.isBad(MISSING, MISSING, 30_000, MISSING));
        assertTrue(limits.isBad(MISSING, MISSING, MISSING, 300_001));
    }

    private static double estimate(MosFormula formula, double lossRatio, double jitterMs, double rttMs) {
        return formula.rFactor(lossRatio, jitterMs, rttMs).mos().value();
    }
}
