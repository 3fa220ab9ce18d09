package org.tmcstats.retention;

import java.util.Arrays;
import java.util.Optional;
import org.tmcstats.identity.RetentionKind;

/** What has a retention of its own, with the name by which it is set and the default. */
enum Topic {
    RAW_MEASUREMENTS("rawMeasurements", RetentionKind.RAW_MEASUREMENTS, true, 90),
    IDENTITIES("identities", RetentionKind.IDENTITIES, true, 30),
    EVENTS("events", RetentionKind.EVENTS, true, 30),
    CALL_ATTEMPTS("callAttempts", RetentionKind.CALL_ATTEMPTS, false, 90),
    HOURLY_KPIS("hourlyKpis", RetentionKind.HOURLY_KPIS, true, 400),
    DAILY_KPIS("dailyKpis", RetentionKind.DAILY_KPIS, true, 1826),
    AUDIT("audit", RetentionKind.AUDIT, false, 365),
    QUARANTINE("quarantine", RetentionKind.QUARANTINE, false, 30),
    LOGS("logs", RetentionKind.LOGS, false, 30);

    private final String key;
    private final RetentionKind kind;
    private final boolean byDataset;
    private final int defaultDays;

    Topic(String key, RetentionKind kind, boolean byDataset, int defaultDays) {
        this.key = key;
        this.kind = kind;
        this.byDataset = byDataset;
        this.defaultDays = defaultDays;
    }

    /** Name in JSON. */
    String key() {
        return key;
    }

    RetentionKind kind() {
        return kind;
    }

    /** Whether the data sets ms and ui can differ. */
    boolean isByDataset() {
        return byDataset;
    }

    int defaultDays() {
        return defaultDays;
    }

    static Optional<Topic> ofKey(String key) {
        return Arrays.stream(values()).filter(t -> t.key.equals(key)).findFirst();
    }

    static Topic ofWord(String word) {
        return Arrays.stream(values())
                .filter(t -> t.kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no retention for " + word));
    }
}
