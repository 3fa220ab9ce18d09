package org.tmcstats.retention;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.retention.hold.Held;
import org.tmcstats.retention.hold.Hold;
import org.tmcstats.retention.hold.Holds;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** What the next purges would take. Changes nothing, and counts by statistics: no large table is read. */
@ApplicationScoped
class Preview {
    private static final Map<String, Set<Topic>> JOBS = Map.of(
            "raw-purge", EnumSet.of(Topic.RAW_MEASUREMENTS, Topic.CALL_ATTEMPTS, Topic.QUARANTINE),
            "identifier-redaction", EnumSet.of(Topic.IDENTITIES, Topic.EVENTS),
            "kpi-purge", EnumSet.of(Topic.HOURLY_KPIS, Topic.DAILY_KPIS));

    private final Database database;
    private final Purge purge;
    private final Holds holds;

    @Inject
    Preview(Database database, Purge purge, Holds holds) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.purge = purge;
        this.holds = holds;
    }

    /**
     * A partition that the next run takes, or would but for what it says.
     *
     * @param job that takes it
     * @param kind of data, as it is set by {@code /privacy/retention}
     * @param table partitioned table
     * @param from first UTC day
     * @param to day after the last
     * @param rows as the statistics know
     * @param bytes with indexes
     * @param action {@code drop}, {@code empty}, {@code keep-part} (some rows stay) or {@code none}
     * @param keptDataset data set that is kept longer; null when none is
     * @param heldCalls calls with records there that holds keep
     * @param heldDevices set-top boxes with records there that holds keep
     * @param periodHolds ids of holds on periods that keep all of it
     * @param notRolledUp records there have still to be rolled up
     */
    public record Item(
            String job,
            String kind,
            String table,
            LocalDate from,
            LocalDate to,
            long rows,
            long bytes,
            String action,
            @Nullable String keptDataset,
            int heldCalls,
            int heldDevices,
            List<Long> periodHolds,
            boolean notRolledUp) {}

    /** Days or months that are due, oldest first, from an offset. */
    List<Item> items(LocalDate today, int skip, int most) {
        return database.inTransaction(h -> {
            List<Item> items = new ArrayList<>();
            Holds.Found found = new Holds.Found();
            List<Hold> inForce = holds.inForce(h);
            int seen = 0;
            for (String job : List.of("identifier-redaction", "raw-purge", "kpi-purge")) {
                for (DueDays days : purge.due(h, JOBS.getOrDefault(job, Set.of()), today)) {
                    int next = seen + days.partitions().size();
                    if (next > skip && seen < skip + most) {
                        add(items, h, job, days, inForce, found, Math.max(0, skip - seen), skip + most - seen);
                    }
                    seen = next;
                }
            }
            return items;
        });
    }

    private void add(
            List<Item> items,
            Handle h,
            String job,
            DueDays days,
            List<Hold> inForce,
            Holds.Found found,
            int from,
            int to) {
        boolean awaited = days.isAwaited(h);
        List<Long> periods = days.periods(inForce).stream().map(Hold::id).toList();
        Held held = holds.held(h, days.first(), days.next(), found);
        int last = Math.min(to, days.partitions().size());
        for (DuePartition due : days.partitions().subList(from, last)) {
            Partition p = due.partition();
            int calls = p.has("call_key") ? held.calls().size() : 0;
            int devices = p.has("device_key") ? held.devices().size() : 0;
            boolean part = due.keptDataset() != null || calls + devices > 0;
            String action =
                    awaited || !periods.isEmpty() ? "none" : part ? "keep-part" : due.droppable() ? "drop" : "empty";
            items.add(new Item(
                    job,
                    p.topic().key(),
                    p.parent(),
                    p.first(),
                    p.next(),
                    p.rows(),
                    p.bytes(),
                    action,
                    due.keptDataset(),
                    calls,
                    devices,
                    periods,
                    awaited));
        }
    }
}
