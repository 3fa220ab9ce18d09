package org.tmcstats.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;
import org.tmcstats.audit.Subject;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import org.tmcstats.store.StoreException;

/** Answers reports of the catalogue. */
@ApplicationScoped
class Reports {
    private static final Logger LOG = System.getLogger(Reports.class.getName());

    /** Class of SQL states for wrong statements. */
    private static final String SYNTAX = "42";

    private static final String CANCELED = "57014";
    /** At a time: ingest and jobs need connections, too. */
    private static final int MOST = 8;

    private final Semaphore turns = new Semaphore(MOST);

    private final Database database;
    private final Catalogue catalogue;
    private final ReportConfig config;

    @Inject
    Reports(Database database, Catalogue catalogue, Settings settings) {
        this(database, catalogue, ReportConfig.from(settings));
    }

    Reports(Database database, Catalogue catalogue, ReportConfig config) {
        this.database = database;
        this.catalogue = catalogue;
        this.config = config;
    }

    /** A wrong report stops the start; a database that is away only puts the comparison off. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object started) {
        try {
            database.as(DatabaseRole.PERSON).useTransaction(h -> catalogue.check(h, config));
        } catch (StoreException e) {
            if (StoreException.sqlStateOf(e).orElse("").startsWith(SYNTAX)) {
                throw e;
            }
            LOG.log(Level.WARNING, "the columns of the reports could not be checked: " + e.getMessage());
        }
    }

    List<Report> catalogue() {
        return catalogue.reports();
    }

    /**
     * Answers one page.
     *
     * @param id of the report
     * @param given query parameters, decoded
     * @param sight what the caller may see
     * @throws ProblemException when there is no such report, it is not for this caller, or a parameter is not valid;
     *     unavailable when too many are being made, or the database takes too long
     */
    ReportPage page(String id, Map<String, List<String>> given, Sight sight) {
        Report report = catalogue
                .find(id)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "there is no report of that name"));
        sight.check(report);
        if (!turns.tryAcquire()) {
            throw ProblemException.retry(
                    ProblemType.UNAVAILABLE, "Too many reports are being made", Duration.ofSeconds(5));
        }
        try {
            return database.as(sight.role()).inTransaction(h -> {
                Query query = Query.parse(
                        report, given, config, ReportSettings.read(h).dataset(), sight);
                return page(query, ask(h, query), sight.persons());
            });
        } catch (StoreException e) {
            if (e.sqlState().equals(CANCELED)) {
                throw new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "The report took longer than " + config.longest().toSeconds()
                                + " seconds: ask for a shorter period or a coarser granularity");
            }
            throw e;
        } finally {
            turns.release();
        }
    }

    /** Persons and households that a request for a report names. */
    List<Subject> named(String id, Map<String, List<String>> given) {
        return catalogue.find(id).stream()
                .flatMap(report -> report.parameters().stream())
                .filter(p -> p.type() == Parameter.Type.PERSON)
                .flatMap(p ->
                        given.getOrDefault(p.name(), List.of()).stream().map(value -> new Subject(p.name(), value)))
                .toList();
    }

    private List<Map<String, Object>> ask(Handle h, Query query) {
        h.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        // A plan that fits any period takes seconds where one for this period takes milliseconds, and PostgreSQL turns
        // to it after a few uses of a prepared statement.
        h.execute("SET LOCAL plan_cache_mode = force_custom_plan");
        h.execute("SET LOCAL statement_timeout = " + config.longest().toMillis());
        return h.createQuery(query.sql())
                .bindMap(query.bindings(config))
                .map(Rows.MAPPER)
                .list();
    }

    private static ReportPage page(Query query, List<Map<String, Object>> queried, boolean persons) {
        Rows rows = new Rows(query.report(), query.by(), persons);
        int size = Math.min(queried.size(), query.limit());
        List<Map<String, @Nullable Object>> items = new ArrayList<>(size);
        for (Map<String, Object> row : queried.subList(0, size)) {
            items.add(rows.row(row));
        }
        return new ReportPage(
                query.report().id(),
                query.whole().from(),
                query.whole().to(),
                rows.columns(),
                items,
                queried.size() > size ? next(query, items).encode() : null);
    }

    private static Cursor next(Query query, List<Map<String, @Nullable Object>> items) {
        Instant start = query.rest().from();
        if (query.report().isSorted()) {
            return new Cursor(start, query.skip() + items.size(), query.request());
        }
        Instant last = Rows.bucket(items.get(items.size() - 1));
        int ofLast = 0;
        for (Map<String, @Nullable Object> row : items) {
            if (Rows.bucket(row).equals(last)) {
                ofLast++;
            }
        }
        return new Cursor(last, last.equals(start) ? query.skip() + ofLast : ofLast, query.request());
    }
}
