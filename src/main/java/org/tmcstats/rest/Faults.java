package org.tmcstats.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;

/** Gathers what is wrong with a body, so that its sender hears of all of it at once. */
public final class Faults {
    private static final int LONGEST_TEXT = 4000;

    private final List<Fault> faults = new ArrayList<>();

    /** Adds a fault by its JSON pointer. */
    public Faults add(String pointer, String detail) {
        faults.add(new Fault(pointer, detail));
        return this;
    }

    /** A text that must be there; empty when it is not. */
    public String text(String pointer, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST_TEXT || value.indexOf('\0') >= 0) {
            add(pointer, "must be 1 to " + LONGEST_TEXT + " characters");
            return "";
        }
        return value.strip();
    }

    /** A text that may be missing. */
    public @Nullable String textIfAny(String pointer, @Nullable String value) {
        return value == null ? null : text(pointer, value);
    }

    /** One of some words; the first when it is none. */
    public String oneOf(String pointer, @Nullable String value, List<String> words) {
        if (value == null || !words.contains(value)) {
            add(pointer, "must be one of " + String.join(", ", words));
            return words.get(0);
        }
        return value;
    }

    /** A time with its offset that must be there; the epoch when it is not. */
    public Instant instant(String pointer, @Nullable String value) {
        Instant at = instantIfAny(pointer, value);
        if (value == null) {
            add(pointer, "is missing");
        }
        return at == null ? Instant.EPOCH : at;
    }

    /** A time with its offset that may be missing. */
    public @Nullable Instant instantIfAny(String pointer, @Nullable String value) {
        try {
            return value == null ? null : QueryText.time(value);
        } catch (DateTimeException e) {
            add(pointer, QueryText.TIME);
            return null;
        }
    }

    /** A time that must not lie ahead. */
    public Instant past(String pointer, @Nullable String value) {
        Instant at = instant(pointer, value);
        if (at.isAfter(Instant.now())) {
            add(pointer, "must not lie in the future");
        }
        return at;
    }

    /** A count that may be missing. */
    public @Nullable Long countIfAny(String pointer, @Nullable Long value) {
        if (value != null && value < 0) {
            add(pointer, "must be 0 or more");
        }
        return value;
    }

    /** Texts, none of them empty. */
    public List<String> texts(String pointer, @Nullable Collection<String> values) {
        List<String> texts = new ArrayList<>();
        if (values != null) {
            values.forEach(v -> texts.add(text(pointer + '/' + texts.size(), v)));
        }
        return texts;
    }

    /** @throws ProblemException bad-request when there are any */
    public void refuse(String detail) {
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults(detail, faults);
        }
    }
}
