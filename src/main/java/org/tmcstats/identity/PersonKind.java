package org.tmcstats.identity;

import java.util.Arrays;
import java.util.Optional;

/** What kinds of identifiers point to a person. */
public enum PersonKind {
    AGENT("agent"),
    CUSTOMER("customer"),
    PHONE("phone"),
    SIP_URI("sip-uri"),
    IP("ip"),
    DEVICE("device"),
    SESSION("session");

    private final String word;

    PersonKind(String word) {
        this.word = word;
    }

    /** As it is written in requests and in comments of columns. */
    public String word() {
        return word;
    }

    /** The kind that a word names; empty when it names none. */
    public static Optional<PersonKind> of(String word) {
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }
}
