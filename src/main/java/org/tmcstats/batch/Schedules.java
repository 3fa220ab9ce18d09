package org.tmcstats.batch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;

/** Table {@code ops.schedule}. Times are the database's: nodes need not agree on theirs. */
@ApplicationScoped
class Schedules {
    private final Database database;

    @Inject
    Schedules(Database database) {
        this.database = database;
    }

    /**
     * A schedule and when it fires.
     *
     * @param nextFireAt null while it is not enabled, or not computed yet
     * @param lastFireAt time for which it fired last; null before the first
     */
    record Planned(
            String job,
            Schedule schedule,
            @Nullable Instant nextFireAt,
            @Nullable Instant lastFireAt) {}

    /**
     * A time that has come.
     *
     * @param at the time for which
     * @param now the database's time
     */
    record Due(String job, Schedule schedule, Instant at, Instant now) {}

    Optional<Planned> find(String job) {
        return database.inTransaction(h -> h.createQuery("SELECT * FROM ops.schedule WHERE job = :job")
                .bind("job", job)
                .map(Schedules::planned)
                .findOne());
    }

    /** Takes effect at once, on every node. */
    void put(String job, Schedule schedule) {
        database.useTransaction(h -> {
            Instant next = schedule.enabled() ? schedule.after(now(h)) : null;
            h.createUpdate(Database.sql("batch/put-schedule"))
                    .bind("job", job)
                    .bindMethods(schedule)
                    .bind("next", next)
                    .execute();
        });
    }

    /** Gives a first time to schedules that have none. */
    void plan() {
        database.useTransaction(h -> {
            Instant now = now(h);
            h.createQuery("SELECT * FROM ops.schedule WHERE enabled AND next_fire_at IS NULL FOR UPDATE SKIP LOCKED")
                    .map(Schedules::planned)
                    .list()
                    .forEach(p -> h.execute(
                            "UPDATE ops.schedule SET next_fire_at = ? WHERE job = ?",
                            p.schedule().after(now),
                            p.job()));
        });
    }

    /** Times that have come and that this call, of all nodes' calls, took. Each is given once. */
    List<Due> take() {
        return database.inTransaction(h -> {
            Instant now = now(h);
            List<Planned> due = h.createQuery("SELECT * FROM ops.schedule WHERE enabled AND next_fire_at <= :now")
                    .bind("now", now)
                    .map(Schedules::planned)
                    .list();
            return due.stream()
                    .filter(p -> moveOn(h, p, now))
                    .map(p -> new Due(p.job(), p.schedule(), at(p), now))
                    .toList();
        });
    }

    /** Of several nodes that try, the update of one finds the time that it read. */
    private static boolean moveOn(Handle h, Planned planned, Instant now) {
        return h.createUpdate("UPDATE ops.schedule SET next_fire_at = :next, last_fire_at = :at"
                                + " WHERE job = :job AND enabled AND next_fire_at = :at")
                        .bind("next", planned.schedule().after(now))
                        .bind("job", planned.job())
                        .bind("at", at(planned))
                        .execute()
                == 1;
    }

    private static Instant at(Planned planned) {
        Instant at = planned.nextFireAt();
        if (at == null) {
            throw new IllegalStateException("not planned");
        }
        return at;
    }

    private static Instant now(Handle h) {
        return h.createQuery("SELECT now()").mapTo(Instant.class).one();
    }

    private static Planned planned(RowView row) {
        return new Planned(
                row.getColumn("job", String.class),
                new Schedule(
                        row.getColumn("cron", String.class),
                        row.getColumn("zone", String.class),
                        row.getColumn("enabled", Boolean.class),
                        row.getColumn("misfire", String.class)),
                row.getColumn("next_fire_at", Instant.class),
                row.getColumn("last_fire_at", Instant.class));
    }
}
