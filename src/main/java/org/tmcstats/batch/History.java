package org.tmcstats.batch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What ran, read from the job repository: the job operator tells only of the node it is asked on, and no lists. */
@ApplicationScoped
class History {
    static final JsonMapper JSON = new JsonMapper();

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final Database database;

    @Inject
    History(Database database) {
        this.database = database;
    }

    /**
     * Which runs to list; null where all.
     *
     * @param from created at or after
     * @param to created before
     * @param before ids below
     */
    record Wanted(
            @Nullable String job,
            @Nullable String status,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long before) {}

    /** Newest first. */
    List<Execution.Summary> list(Wanted wanted, int most) {
        return database.inTransaction(h -> h.createQuery(Database.sql("batch/executions"))
                .bind("job", wanted.job())
                .bind("status", wanted.status())
                .bind("from", wanted.from())
                .bind("to", wanted.to())
                .bind("before", wanted.before())
                .bind("most", most)
                .map(History::summary)
                .list());
    }

    Optional<Execution> find(long id) {
        return database.inTransaction(h -> h.createQuery(Database.sql("batch/execution"))
                .bind("id", id)
                .map(row -> execution(row, steps(h, id)))
                .findOne());
    }

    /** The run of a job that is under way, on whatever node. */
    static Optional<Long> running(Handle h, String job) {
        return h.createQuery(Database.sql("batch/running"))
                .bind("job", job)
                .mapTo(Long.class)
                .findFirst();
    }

    private static List<Execution.Step> steps(Handle h, long id) {
        return h.createQuery(Database.sql("batch/steps"))
                .bind("id", id)
                .map(row -> new Execution.Step(
                        row.getColumn("stepname", String.class),
                        row.getColumn("batchstatus", String.class),
                        row.getColumn("exitstatus", String.class),
                        row.getColumn("started_at", Instant.class),
                        row.getColumn("ended_at", Instant.class),
                        new Execution.Counts(
                                row.getColumn("readcount", Long.class),
                                row.getColumn("writecount", Long.class),
                                row.getColumn("filtercount", Long.class),
                                row.getColumn("readskipcount", Long.class),
                                row.getColumn("processskipcount", Long.class),
                                row.getColumn("writeskipcount", Long.class),
                                row.getColumn("commitcount", Long.class),
                                row.getColumn("rollbackcount", Long.class))))
                .list();
    }

    private static Execution.Summary summary(RowView row) {
        return new Execution.Summary(
                row.getColumn("id", Long.class),
                row.getColumn("job", String.class),
                row.getColumn("status", String.class),
                row.getColumn("exit_status", String.class),
                row.getColumn("created_at", Instant.class),
                row.getColumn("started_at", Instant.class),
                row.getColumn("ended_at", Instant.class));
    }

    private static Execution execution(RowView row, List<Execution.Step> steps) {
        Execution.Summary s = summary(row);
        String parameters = row.getColumn("parameters", String.class);
        Execution.Progress progress = steps.isEmpty()
                ? null
                : new Execution.Progress(steps.get(steps.size() - 1).name(), (int) steps.stream()
                        .filter(step -> step.status().equals("COMPLETED"))
                        .count());
        return new Execution(
                s.id(),
                s.job(),
                s.status(),
                s.exitStatus(),
                s.createdAt(),
                s.startedAt(),
                s.endedAt(),
                parameters == null ? Map.of() : JSON.readValue(parameters, TEXTS),
                steps.stream().map(Execution.Step::counts).reduce(Execution.Counts.NONE, Execution.Counts::plus),
                steps,
                progress,
                row.getColumn("error", String.class));
    }
}
