package org.tmcstats.quality;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.tmcstats.config.Settings;

/** Ways to estimate a listener's MOS from what the network did to the packets. */
public enum MosFormula {
    /** The rule of thumb of VoIP monitors: latency, twice the jitter and 10 ms for the codec, 2.5 R a percent lost. */
    VOIP_SIMPLE("voip-simple") {
        @Override
        public RFactor rFactor(double lossRatio, double jitterMs, double rttMs) {
            double latencyMs = rttMs + 2 * jitterMs + 10;
            double r = latencyMs < 160 ? 93.2 - latencyMs / 40 : 93.2 - (latencyMs - 120) / 10;
            return new RFactor(r - 2.5 * 100 * Math.max(0, lossRatio));
        }
    },

    /**
     * The E-model with default values (ITU-T G.107): delay impairment Id and effective equipment impairment Ie,eff with
     * random loss, for G.711 with concealment (ITU-T G.113: Ie 0, Bpl 4.3). One-way delay is half the round trip and the
     * jitter, which a receiver's buffer adds.
     */
    G107_CODEC("g107-codec") {
        @Override
        public RFactor rFactor(double lossRatio, double jitterMs, double rttMs) {
            double delayMs = rttMs / 2 + jitterMs;
            double delayImpairment = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);
            double lossPercent = 100 * Math.max(0, lossRatio);
            double equipmentImpairment =
                    G711_IE + (95 - G711_IE) * lossPercent / (lossPercent + G711_PACKET_LOSS_ROBUSTNESS);
            return new RFactor(93.2 - delayImpairment - equipmentImpairment);
        }
    };

    private static final double G711_IE = 0;
    private static final double G711_PACKET_LOSS_ROBUSTNESS = 4.3;

    private final String label;

    MosFormula(String label) {
        this.label = label;
    }

    /** Name in settings and reports. */
    public String label() {
        return label;
    }

    /**
     * The rating factor; its {@link RFactor#mos} is the estimated MOS.
     *
     * @param lossRatio 0..1; below 0, when duplicates arrived, counts as 0
     * @param jitterMs interarrival jitter, 0 or more
     * @param rttMs round-trip time, 0 or more
     */
    public abstract RFactor rFactor(double lossRatio, double jitterMs, double rttMs);

    /** The formula that {@code tmc.quality.mos-formula} names. */
    public static MosFormula from(Settings settings) {
        String label = settings.text("tmc.quality.mos-formula").trim();
        return Arrays.stream(values())
                .filter(f -> f.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("setting tmc.quality.mos-formula must be one of "
                        + Arrays.stream(values()).map(MosFormula::label).collect(Collectors.joining(", "))));
    }
}
