package org.tmcstats.batch;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/** Starts and ends runs. Of one job there is one run at a time in the whole cluster. */
@ApplicationScoped
public class Runs {
    private static final Set<String> UNDER_WAY = Set.of("STARTING", "STARTED", "STOPPING");
    private static final Set<String> BROKEN_OFF = Set.of("STOPPED", "FAILED");

    private final Database database;
    private final Operator operator;
    private final Jobs jobs;
    private final History history;
    private final Node node;

    @Inject
    Runs(Database database, Operator operator, Jobs jobs, History history, Node node) {
        this.database = database;
        this.operator = operator;
        this.jobs = jobs;
        this.history = history;
        this.node = node;
    }

    /**
     * Starts a job.
     *
     * @return id of the execution
     * @throws ProblemException not-found, bad-parameter; conflict with {@code execution} when the job is running
     */
    public long start(String job, Map<String, String> parameters) {
        jobs.require(job);
        return database.inTransaction(h -> {
            // What is wrong with the parameters is told also while the job is running.
            jobs.check(job, parameters);
            claim(h, job);
            long id = operator.start(job, parameters);
            remember(h, id, job, parameters);
            return id;
        });
    }

    /**
     * Goes on with a run that failed or was stopped, with the parameters that it had.
     *
     * @return id of the new execution
     * @throws ProblemException not-found; conflict when it is not the job's to go on with, or the job is running; what
     *     {@link StartCheck#check} says, since the state may be another than at the start
     */
    public long restart(long id) {
        Execution execution = require(id);
        jobs.require(execution.job());
        return database.inTransaction(h -> {
            claim(h, execution.job());
            Execution present = require(id);
            if (!BROKEN_OFF.contains(present.status())) {
                throw conflict(present, "Only a run that failed or was stopped can be restarted");
            }
            jobs.check(present.job(), present.parameters());
            long next;
            try {
                next = operator.restart(id, present.parameters());
            } catch (BatchRuntimeException e) {
                throw conflict(present, "It cannot be restarted: a later run went on with it already");
            }
            remember(h, next, present.job(), present.parameters());
            return next;
        });
    }

    /**
     * Asks a run to stop at its next checkpoint; the node that runs it does so within seconds.
     *
     * @throws ProblemException not-found; conflict when it does not run
     */
    void stop(long id) {
        Execution execution = require(id);
        if (!UNDER_WAY.contains(execution.status())) {
            throw conflict(execution, "Only a run that is under way can be stopped");
        }
        database.useTransaction(
                h -> h.execute("UPDATE ops.execution SET stop_requested = true WHERE execution_id = ?", id));
        if (runsHere(id)) {
            stopHere(id);
        }
    }

    /**
     * Gives a run up: it cannot be restarted any more.
     *
     * @throws ProblemException not-found; conflict when it is under way or complete
     */
    void abandon(long id) {
        Execution execution = require(id);
        if (!BROKEN_OFF.contains(execution.status())) {
            throw conflict(execution, "Only a run that failed or was stopped can be abandoned");
        }
        try {
            operator.abandon(id);
        } catch (BatchRuntimeException e) {
            throw conflict(execution, "It cannot be abandoned now");
        }
    }

    /** Stops runs of this node that were asked for on another. */
    void stopRequested() {
        database.inTransaction(h -> h.createQuery(Database.sql("batch/stop-requested"))
                        .bind("node", node.id())
                        .mapTo(Long.class)
                        .list())
                .forEach(this::stopHere);
    }

    /** @throws ProblemException not-found */
    public Execution require(long id) {
        return history.find(id)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no execution of that id"));
    }

    private void stopHere(long id) {
        try {
            operator.stop(id);
        } catch (BatchRuntimeException e) {
            System.getLogger(Runs.class.getName())
                    .log(System.Logger.Level.DEBUG, "execution {0} ended before it was stopped", id);
        }
    }

    private boolean runsHere(long id) {
        Optional<Boolean> here = database.inTransaction(
                h -> h.createQuery("SELECT node = :node FROM ops.execution WHERE execution_id = :id")
                        .bind("node", node.id())
                        .bind("id", id)
                        .mapTo(Boolean.class)
                        .findOne());
        return here.orElse(false);
    }

    /** Whoever else starts this job waits here until the run can be seen. */
    private static void claim(Handle h, String job) {
        h.execute("SELECT pg_advisory_xact_lock(hashtext('ops.execution'), hashtext(?))", job);
        History.running(h, job).ifPresent(id -> {
            throw ProblemException.with(ProblemType.CONFLICT, "The job is running", Map.of("execution", id));
        });
    }

    private void remember(Handle h, long id, String job, Map<String, String> parameters) {
        h.createUpdate("INSERT INTO ops.execution (execution_id, job, node, parameters)"
                        + " VALUES (:id, :job, :node, :parameters::jsonb)"
                        // A step that failed at once has left its note already.
                        + " ON CONFLICT (execution_id) DO UPDATE SET parameters = EXCLUDED.parameters")
                .bind("id", id)
                .bind("job", job)
                .bind("node", node.id())
                .bind("parameters", History.JSON.writeValueAsString(parameters))
                .execute();
    }

    private static ProblemException conflict(Execution execution, String detail) {
        return ProblemException.with(
                ProblemType.CONFLICT,
                detail,
                Map.of("execution", execution.id(), "executionStatus", execution.status()));
    }
}
