package org.tmcstats.identity;

import java.util.Arrays;
import java.util.Optional;

/** How long a kind of data is kept is decided for all of it together. */
public enum RetentionKind {
    RAW_MEASUREMENTS("raw measurements"),
    IDENTITIES("identities"),
    EVENTS("events with SDP"),
    CALL_ATTEMPTS("call attempts"),
    HOURLY_KPIS("hourly KPIs"),
    DAILY_KPIS("daily KPIs"),
    AUDIT("audit"),
    QUARANTINE("quarantine"),
    LOGS("logs"),
    /** Until the account is removed. */
    ACCOUNTS("accounts"),
    /** Until the request is completed. */
    REQUESTS("requests"),
    /** As long as the controller must be able to show what it did (Art. 5(2), 7(1), 33(5)). */
    RECORDS("records");

    private final String word;

    RetentionKind(String word) {
        this.word = word;
    }

    /** As it is written in comments of columns. */
    public String word() {
        return word;
    }

    static Optional<RetentionKind> of(String word) {
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }
}
