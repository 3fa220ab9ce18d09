package org.tmcstats.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Hours to compute anew from raw rows: the parameter {@code rebuild} of the job hourly-kpi, {@code FROM/TO} as in ISO
 * 8601, such as {@code 2026-03-01T00:00:00Z/2026-03-01T06:00:00Z}.
 *
 * @param from start of the first hour
 * @param to end of the last hour
 */
public record RebuildRange(Instant from, Instant to) {
    private static final Duration LONGEST = Duration.ofDays(3660);

    public RebuildRange {
        if (!from.equals(from.truncatedTo(ChronoUnit.HOURS)) || !to.equals(to.truncatedTo(ChronoUnit.HOURS))) {
            throw new ProblemException(ProblemType.BAD_PARAMETER, "rebuild must begin and end on the hour");
        }
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new ProblemException(
                    ProblemType.BAD_PARAMETER, "rebuild must end after its start, at most ten years later");
        }
    }

    /**
     * Reads the parameter.
     *
     * @throws ProblemException BAD_PARAMETER when it is not two instants on the hour
     */
    public static RebuildRange parse(String parameter) {
        String[] ends = parameter.split("/", -1);
        if (ends.length == 2) {
            try {
                return new RebuildRange(Instant.parse(ends[0]), Instant.parse(ends[1]));
            } catch (DateTimeParseException e) {
                throw new ProblemException(
                        ProblemType.BAD_PARAMETER,
                        "rebuild must be FROM/TO, two instants such as 2026-03-01T00:00:00Z",
                        e);
            }
        }
        throw new ProblemException(
                ProblemType.BAD_PARAMETER, "rebuild must be FROM/TO, two instants such as 2026-03-01T00:00:00Z");
    }

    /**
     * Reads the parameter and makes sure that what it asks for can be computed.
     *
     * @throws ProblemException BAD_PARAMETER as {@link #parse}; CONFLICT when there are aggregates of a day whose raw
     *     rows or counter readings are gone
     */
    public static RebuildRange check(Database database, String parameter) {
        RebuildRange range = parse(parameter);
        database.as(DatabaseRole.ROLLUP).useTransaction(range::refuseGone);
        return range;
    }

    void refuseGone(Handle handle) {
        List<String> gone = handle.createQuery(Database.sql("rollup/rebuild-gone"))
                .bind("from", from)
                .bind("to", to)
                .mapTo(String.class)
                .list();
        if (!gone.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "raw rows are gone of days that have aggregates: " + gone.size() + " days, first " + gone.get(0));
        }
    }

    /** Parts that end where UTC days do: each is one transaction. */
    List<RebuildRange> days() {
        List<RebuildRange> days = new ArrayList<>();
        for (Instant start = from; start.isBefore(to); ) {
            Instant midnight = start.atOffset(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.DAYS)
                    .plusDays(1)
                    .toInstant();
            Instant end = midnight.isBefore(to) ? midnight : to;
            days.add(new RebuildRange(start, end));
            start = end;
        }
        return days;
    }

    /** SQL condition on a column of time. */
    String within(String column) {
        return "%s >= '%s' AND %s < '%s'".formatted(column, from, column, to);
    }

    /** The same on a column of UTC days. */
    String withinDays(String column) {
        return "%s >= DATE '%s' AND %s <= DATE '%s'"
                .formatted(
                        column,
                        LocalDate.ofInstant(from, ZoneOffset.UTC),
                        column,
                        LocalDate.ofInstant(to, ZoneOffset.UTC));
    }

    @Override
    public String toString() {
        return from + "/" + to;
    }
}
