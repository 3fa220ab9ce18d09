package org.tmcstats.retention;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.config.Settings;
import org.tmcstats.retention.hold.Held;
import org.tmcstats.retention.hold.Holds;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Takes what is over its time: whole partitions, emptied or dropped, whatever they hold. Rows that stay (under a hold, or of
 * the data set that is kept longer) are copied aside first and back after, in the same transaction, so that reads find
 * them where they were.
 */
@ApplicationScoped
class Purge {
    /** Days beyond the oldest accepted record: a day of another zone reaches into two of UTC. */
    static final int MARGIN_DAYS = 2;
    /** A writer waits no longer than this for a purge that waits for somebody else. */
    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '500ms'";

    private final Database database;
    private final Holds holds;
    private final Audit audit;
    private final RetentionConfig config;

    /** What became of days that were due. */
    enum Outcome {
        PURGED,
        /** A hold on the period keeps all of it. */
        HELD,
        /** Not rolled up yet. */
        AWAITED,
        /** Nothing was over its time any more. */
        NOTHING
    }

    @Inject
    Purge(Database database, Holds holds, Audit audit, Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.holds = holds;
        this.audit = audit;
        this.config = RetentionConfig.from(settings);
    }

    /** What is due on a day, oldest first. */
    List<DueDays> due(Handle h, Set<Topic> topics, LocalDate today) {
        RetentionDays retention = RetentionDays.read(h, config);
        return DueDays.of(Partition.before(h, topics, today).stream()
                .map(p -> DuePartition.of(p, retention, today, config.maxAgeDays()))
                .flatMap(Optional::stream)
                .toList());
    }

    /**
     * Purges what goes together, in a transaction of its own.
     *
     * @param job id of the job, for the audit trail
     * @throws org.tmcstats.store.StoreException with SQL state 55P03 when somebody else was in the way
     */
    Outcome purge(String job, DueDays days, Holds.Found found) {
        return database.inSeparateTransaction(h -> {
            h.execute(LOCK_TIMEOUT);
            holds.keepAsTheyAre(h);
            days.partitions().forEach(due -> lock(h, due.partition()));
            // Behind the locks: what a writer committed meanwhile is seen.
            if (days.isAwaited(h)) {
                return Outcome.AWAITED;
            }
            if (!days.periods(holds.inForce(h)).isEmpty()) {
                return Outcome.HELD;
            }
            Held held = holds.held(h, days.first(), days.next(), found);
            List<DuePartition> drops = new ArrayList<>();
            Map<Topic, Long> rows = new EnumMap<>(Topic.class);
            for (DuePartition due : days.partitions()) {
                if (purge(h, due, held, drops)) {
                    rows.merge(due.partition().topic(), due.partition().rows(), Long::sum);
                }
            }
            if (rows.isEmpty()) {
                return Outcome.NOTHING;
            }
            // Last, because they keep everybody out of the whole table.
            drops.forEach(due -> call(h, "ops.drop_partition", due.partition()));
            if (rows.containsKey(Topic.RAW_MEASUREMENTS)) {
                h.execute("INSERT INTO raw.purged_day VALUES (?) ON CONFLICT DO NOTHING", days.first());
            }
            rows.forEach((topic, count) -> record(job, topic, count));
            return Outcome.PURGED;
        });
    }

    private void record(String job, Topic topic, long rows) {
        boolean identities = topic == Topic.IDENTITIES || topic == Topic.EVENTS;
        audit.record(
                job,
                identities ? Action.REDACT : Action.PURGE,
                topic.kind().word(),
                topic.isAggregate() ? 0 : rows,
                "retention");
    }

    /** False when there was nothing to take. */
    private boolean purge(Handle h, DuePartition due, Held held, List<DuePartition> drops) {
        Partition partition = due.partition();
        String keep = kept(h, due, held);
        long kept = 0;
        if (keep.isEmpty()) {
            if (due.droppable()) {
                drops.add(due);
            } else if (partition.empty()) {
                return false;
            } else {
                call(h, "ops.empty_partition", partition);
            }
        } else {
            boolean any = h.createQuery(
                            "SELECT EXISTS (SELECT FROM " + partition.asTable() + " AND (" + keep + ") IS NOT TRUE)")
                    .mapTo(Boolean.class)
                    .one();
            if (!any) {
                return false;
            }
            kept = keep(h, partition, keep);
        }
        h.createUpdate(
                        "INSERT INTO ops.purged (parent, first_day, next_day, kept) VALUES (:parent, :first, :next, :kept)"
                                + " ON CONFLICT (parent, first_day) DO UPDATE SET purged_at = now(), kept = EXCLUDED.kept")
                .bind("parent", partition.parent())
                .bind("first", partition.first())
                .bind("next", partition.next())
                .bind("kept", kept)
                .execute();
        return true;
    }

    private long keep(Handle h, Partition partition, String keep) {
        h.execute("CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT t.* FROM " + partition.asTable() + " AND ("
                + keep + ")");
        call(h, "ops.empty_partition", partition);
        // A table that numbers its rows itself would give them new numbers.
        int kept = h.execute("INSERT INTO " + partition.parent() + " (" + columns(partition)
                + ") OVERRIDING SYSTEM VALUE SELECT " + columns(partition) + " FROM kept");
        h.execute("DROP TABLE kept");
        return kept;
    }

    /** Condition on rows t that stay; empty when none do. */
    private String kept(Handle h, DuePartition due, Held held) {
        Partition partition = due.partition();
        List<String> conditions = new ArrayList<>(partition.ofHeld(held));
        conditions.addAll(partition.ofHeld(
                new Held(Set.of(), Set.of(), holds.heldRows(h, partition.parent(), partition.asTable()))));
        if (due.keptDataset() != null) {
            conditions.add(partition.ofDataset(due.keptDataset()));
        }
        return String.join(" OR ", conditions);
    }

    private static void lock(Handle h, Partition partition) {
        call(h, "ops.lock_partition", partition);
    }

    private static void call(Handle h, String function, Partition partition) {
        h.execute("SELECT " + function + "(?, ?)", partition.parent(), partition.first());
    }

    private static String columns(Partition partition) {
        return partition.columns().stream().map(c -> '"' + c + '"').collect(java.util.stream.Collectors.joining(", "));
    }
}
