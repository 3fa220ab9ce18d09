package org.tmcstats.report;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.tmcstats.rest.QueryText;

/**
 * Buckets that a report covers: {@code from} inclusive, {@code to} exclusive, both on an edge.
 *
 * @param daily by day, else by hour
 * @param zone zone of the days
 * @param rezoned days of a zone other than that of the day tables, computed from hours
 */
record Period(boolean daily, Instant from, Instant to, ZoneId zone, boolean rezoned) {
    /** Longer ones are a mistake, such as milliseconds taken for seconds. */
    private static final Duration LONGEST = Duration.ofDays(3660);

    static Period of(String granularity, String from, String to, ZoneId stored, ZoneId wanted) {
        boolean daily = granularity.equals("day");
        boolean rezoned = daily && !wanted.equals(stored);
        Period period = new Period(daily, instant("from", from, wanted), instant("to", to, wanted), wanted, rezoned);
        if (!period.from.isBefore(period.to)) {
            throw Query.bad("from must lie before to");
        }
        if (Duration.between(period.from, period.to).compareTo(LONGEST) > 0) {
            throw Query.bad("from and to must lie within " + LONGEST.toDays() + " days");
        }
        if (!wanted.equals(stored)) {
            period.requireWholeHours();
        }
        for (String name : new String[] {"from", "to"}) {
            if (!period.isEdge(name.equals("from") ? period.from : period.to)) {
                throw Query.bad(name + " must be the start of " + (daily ? "a day in " + wanted : "an hour"));
            }
        }
        return period;
    }

    /** Whether a bucket may begin then. */
    boolean isEdge(Instant at) {
        return daily
                ? at.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant().equals(at)
                : at.truncatedTo(ChronoUnit.HOURS).equals(at);
    }

    Period startingAt(Instant bucket) {
        return new Period(daily, bucket, to, zone, rezoned);
    }

    LocalDate fromDay() {
        return from.atZone(zone).toLocalDate();
    }

    LocalDate toDay() {
        return to.atZone(zone).toLocalDate();
    }

    /** Suffix of the tables to read. */
    String grain() {
        return daily && !rezoned ? "day" : "hour";
    }

    /** What rows of a table q are grouped by; in the order of its primary key where one is there. */
    String key() {
        if (rezoned) {
            return "date_trunc('day', q.hour, :zone)";
        }
        return daily ? "q.day" : "q.hour";
    }

    /** Start of the bucket, from a column named key. */
    String bucket() {
        return daily && !rezoned ? "(key::timestamp AT TIME ZONE :zone)" : "key";
    }

    /** Condition on rows of a table q. */
    String within() {
        return daily && !rezoned ? "(q.day >= :fromDay AND q.day < :toDay)" : "(q.hour >= :from AND q.hour < :to)";
    }

    private void requireWholeHours() {
        ZoneRules rules = zone.getRules();
        boolean whole = isWhole(rules.getOffset(from));
        for (ZoneOffsetTransition t = rules.nextTransition(from);
                t != null && t.getInstant().isBefore(to);
                t = rules.nextTransition(t.getInstant())) {
            whole &= isWhole(t.getOffsetAfter());
        }
        if (!whole) {
            throw Query.bad("zone must be whole hours away from UTC");
        }
    }

    private static boolean isWhole(ZoneOffset offset) {
        return offset.getTotalSeconds() % 3600 == 0;
    }

    private static Instant instant(String name, String text, ZoneId zone) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : QueryText.time(text);
        } catch (DateTimeException e) {
            throw Query.bad(name + " must be an ISO-8601 instant such as 2026-11-22T10:00:00Z, or a date");
        }
    }

    /** Zones that PostgreSQL reads as Java does: named ones, since it takes the sign of an offset the other way round. */
    static ZoneId zone(String text) {
        try {
            ZoneId zone = ZoneId.of(text);
            if (!(zone instanceof ZoneOffset)
                    && ZoneId.getAvailableZoneIds().contains(text)
                    && !text.startsWith("SystemV/")) {
                return zone;
            }
        } catch (DateTimeException e) {
            // Told below, as any other name that is not known.
        }
        throw Query.bad("zone must be an IANA time zone such as Europe/Paris");
    }
}
