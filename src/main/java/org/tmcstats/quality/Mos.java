package org.tmcstats.quality;

/**
 * Mean opinion score.
 *
 * @param value 1..5 (ITU-T P.800.1)
 */
public record Mos(double value) {
    public Mos {
        if (!(value >= 1 && value <= 5)) {
            throw new IllegalArgumentException("a MOS is from 1 to 5");
        }
    }

    /** In millionths, as raw rows hold it. */
    public int micro() {
        return (int) Math.round(value * 1e6);
    }

    /**
     * The R that leads to this MOS: 6.5..100 (ITU-T G.107 equation B-5); 0 for a MOS of 1, 100 for 4.5 and above.
     */
    public RFactor rFactor() {
        if (value <= 1) {
            return new RFactor(0);
        }
        if (value >= 4.5) {
            return new RFactor(100);
        }
        // The Recommendation writes arctan2(x, y), Java atan2(y, x).
        double y = 15 * Math.sqrt(Math.max(0, -903522 + 1113960 * value - 202500 * value * value));
        double h = Math.atan2(y, 18566 - 6750 * value) / 3;
        return new RFactor(20.0 / 3 * (8 - Math.sqrt(226) * Math.cos(h + Math.PI / 3)));
    }
}
