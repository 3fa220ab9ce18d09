package org.tmcstats.retention;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.tmcstats.retention.hold.Hold;
import org.tmcstats.store.Database;

/**
 * Partitions of one day, or one month, that go together in one transaction.
 *
 * @param first first UTC day
 * @param next day after the last
 * @param partitions at least one
 */
record DueDays(LocalDate first, LocalDate next, List<DuePartition> partitions) {
    static List<DueDays> of(List<DuePartition> due) {
        Map<List<LocalDate>, List<DuePartition>> byDays = new LinkedHashMap<>();
        due.forEach(d -> byDays.computeIfAbsent(
                        List.of(d.partition().first(), d.partition().next()), k -> new ArrayList<>())
                .add(d));
        List<DueDays> days = new ArrayList<>();
        byDays.forEach((span, partitions) -> days.add(new DueDays(span.get(0), span.get(1), List.copyOf(partitions))));
        return days;
    }

    /** Whether something there has still to be rolled up, a day around for differences and for days of another zone. */
    boolean isAwaited(Handle h) {
        return h.createQuery(Database.sql("retention/awaiting"))
                .bind("first", first.minusDays(1))
                .bind("next", next.plusDays(1))
                .mapTo(Boolean.class)
                .one();
    }

    /** Holds on periods that touch it; days of a zone begin up to a day away from those of UTC. */
    List<Hold> periods(List<Hold> holds) {
        boolean zoned = partitions.stream().anyMatch(p -> p.partition().topic() == Topic.DAILY_KPIS);
        return holds.stream()
                .filter(hold ->
                        hold.isPeriodWithin(zoned ? first.minusDays(1) : first, zoned ? next.plusDays(1) : next))
                .toList();
    }
}
