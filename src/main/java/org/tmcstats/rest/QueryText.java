package org.tmcstats.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** Values of query parameters. JAX-RS would answer a value that it cannot convert with 404, hence texts. */
public final class QueryText {
    /** What a time must be. */
    static final String TIME =
            "must be an ISO-8601 time with its offset, such as 2026-03-29T10:00:00Z, of the years 1 to 9999";

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant BEYOND = Instant.parse("+10000-01-01T00:00:00Z");

    private QueryText() {}

    /**
     * A time with its offset, such as {@code 2026-03-29T10:00:00Z}.
     *
     * @throws ProblemException bad-parameter
     */
    public static Optional<Instant> instant(String name, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(time(text));
        } catch (DateTimeException e) {
            throw new ProblemException(ProblemType.BAD_PARAMETER, name + " " + TIME, e);
        }
    }

    /**
     * A time with its offset, in the years that ISO 8601 writes with four digits: the database knows no others that Java does.
     *
     * @throws DateTimeException when it is none
     */
    public static Instant time(String text) {
        Instant at = OffsetDateTime.parse(text).toInstant();
        if (at.isBefore(EARLIEST) || !at.isBefore(BEYOND)) {
            throw new DateTimeException("out of range");
        }
        return at;
    }
}
