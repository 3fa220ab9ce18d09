package org.tmcstats.rest;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** Values of query parameters. JAX-RS would answer a value that it cannot convert with 404, hence texts. */
public final class QueryText {
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
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER,
                    name + " must be an ISO-8601 time with its offset, such as 2026-03-29T10:00:00Z",
                    e);
        }
    }
}
