package org.tmcstats.quality;

/**
 * Transmission rating factor R of the E-model.
 *
 * @param value 0..100 in narrowband; values outside are allowed and lead to the limits of MOS
 * @see <a href="https://www.itu.int/rec/T-REC-G.107">ITU-T G.107, Annex B</a>
 */
public record RFactor(double value) {
    public RFactor {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("an R factor is a number");
        }
    }

    /** The conversational MOS that belongs to this R: 1..4.5 (G.107 equation B-4). */
    public Mos mos() {
        if (value <= 0) {
            return new Mos(1);
        }
        if (value >= 100) {
            return new Mos(4.5);
        }
        double mos = 1 + 0.035 * value + 7e-6 * value * (value - 60) * (100 - value);
        // Between 0 and 6.5 the polynomial dips below 1, which no listener can vote.
        return new Mos(Math.max(1, Math.min(4.5, mos)));
    }
}
