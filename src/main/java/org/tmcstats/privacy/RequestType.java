package org.tmcstats.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rights that a request can exercise. */
public enum RequestType {
    ACCESS("access", "Art. 15", "subject-export"),
    PORTABILITY("portability", "Art. 20", "subject-export"),
    ERASURE("erasure", "Art. 17", "subject-erasure"),
    RECTIFICATION("rectification", "Art. 16", "subject-change"),
    RESTRICTION("restriction", "Art. 18", "subject-change"),
    OBJECTION("objection", "Art. 21", "subject-change"),
    AUTOMATED_DECISION("automated-decision", "Art. 22", null);

    private final String word;
    private final String article;
    private final @Nullable String job;

    RequestType(String word, String article, @Nullable String job) {
        this.word = word;
        this.article = article;
        this.job = job;
    }

    /** As the interface writes it. */
    @JsonValue
    public String word() {
        return word;
    }

    /** Article of the GDPR. */
    String article() {
        return article;
    }

    /** Job that does the work; empty when a human does. */
    Optional<String> job() {
        return Optional.ofNullable(job);
    }

    /** Whether recipients must be told (Art. 19). */
    boolean isToldToRecipients() {
        return this == ERASURE || this == RECTIFICATION || this == RESTRICTION;
    }

    /** Whether it stays in force until it is lifted. */
    boolean canBeLifted() {
        return this == RESTRICTION || this == OBJECTION;
    }

    @JsonCreator
    static RequestType of(String word) {
        return Arrays.stream(values())
                .filter(t -> t.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a type"));
    }

    static Optional<RequestType> find(@Nullable String word) {
        return Arrays.stream(values()).filter(t -> t.word.equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(RequestType::word).collect(Collectors.joining(", "));
    }
}
