package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import org.tmcstats.store.StoreException;

/**
 * Clears what PostgreSQL keeps of deleted rows: rewrites the files of the tables that were touched, renews their statistics
 * and rewrites those of statistics, and moves on from the write-ahead log that holds the rows. The embedded database keeps no
 * log files; an external one has to be told, see docs/privacy.md.
 */
@ApplicationScoped
class Rewriting {
    private static final String STATISTICS = "pg_catalog.pg_statistic";
    private static final String NOT_ALLOWED = "42501";
    private static final Pattern DAY = Pattern.compile("_\\d{8}$");

    private final Database database;
    private final Subjects subjects;

    @Inject
    Rewriting(Database database, Subjects subjects) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.subjects = subjects;
    }

    /** Rewrites what an erasure touched; done again from where it was broken off. */
    void rewrite(UUID erasure) {
        Set<String> partitions = sameDays(touched(erasure));
        Set<String> parents = new LinkedHashSet<>();
        for (String partition : partitions) {
            database.inTransaction(h -> h.createQuery("SELECT inhparent::regclass::text FROM pg_inherits"
                                    + " WHERE inhrelid = to_regclass(:partition)")
                            .bind("partition", partition)
                            .mapTo(String.class)
                            .findFirst())
                    .ifPresent(parents::add);
            if (exists(partition)) {
                run("VACUUM (FULL, ANALYZE) " + partition);
            }
        }
        // Statistics of the parents can hold values of any partition.
        parents.forEach(parent -> run("ANALYZE " + parent));
        run("VACUUM (FULL) privacy.set_aside");
        run("VACUUM (FULL, ANALYZE) privacy.request");
        attempt("VACUUM (FULL) " + STATISTICS);
        boolean cleared = mayRewrite() & logGoes() & attempt("SELECT pg_switch_wal()");
        // The log is kept back to the checkpoint before the last one.
        cleared &= attempt("CHECKPOINT");
        cleared &= attempt("CHECKPOINT");
        boolean log = cleared;
        database.useTransaction(h -> {
            h.execute("DELETE FROM privacy.touched_partition WHERE request_id = ?", erasure);
            h.execute("UPDATE privacy.erasure SET log_cleared = ? WHERE id = ?", log, erasure);
        });
    }

    private List<String> touched(UUID erasure) {
        return database.inTransaction(
                h -> h.createQuery("SELECT partition FROM privacy.touched_partition WHERE request_id = :id ORDER BY 1")
                        .bind("id", erasure)
                        .mapTo(String.class)
                        .list());
    }

    /**
     * The person's days in all tables: a transaction that was rolled back leaves its rows in the files of tables in which
     * nothing of the person was ever committed.
     */
    private Set<String> sameDays(List<String> touched) {
        Set<String> partitions = new LinkedHashSet<>(touched);
        for (String partition : touched) {
            Matcher day = DAY.matcher(partition);
            if (day.find()) {
                subjects.tables().forEach(table -> partitions.add(table.name() + day.group()));
            }
        }
        return partitions;
    }

    /** Without the right, which is PostgreSQL 17's, VACUUM passes a table over with a mere warning. */
    private boolean mayRewrite() {
        return database.inTransaction(
                h -> h.createQuery("SELECT coalesce((SELECT pg_has_role(oid, 'USAGE') FROM pg_roles"
                                + " WHERE rolname = 'pg_maintain'), false)")
                        .mapTo(Boolean.class)
                        .one());
    }

    private boolean logGoes() {
        return database.inTransaction(h -> h.createQuery(Database.sql("privacy/log-goes"))
                .mapTo(Boolean.class)
                .one());
    }

    private boolean exists(String table) {
        return database.inTransaction(h -> h.createQuery("SELECT to_regclass(:table) IS NOT NULL")
                .bind("table", table)
                .mapTo(Boolean.class)
                .one());
    }

    private void run(String statement) {
        database.withoutTransaction(h -> h.execute(statement));
    }

    /** The role of an external database may lack the right: then the certificate says what is left to its administrator. */
    private boolean attempt(String statement) {
        try {
            run(statement);
            return true;
        } catch (StoreException e) {
            if (!e.sqlState().equals(NOT_ALLOWED)) {
                throw e;
            }
            return false;
        }
    }
}
