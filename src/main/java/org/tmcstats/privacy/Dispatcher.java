package org.tmcstats.privacy;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;
import org.tmcstats.batch.Execution;
import org.tmcstats.batch.Runs;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Starts the jobs of approved requests one after another, and says of requests what became of their jobs. */
@ApplicationScoped
class Dispatcher {
    private static final Set<String> BROKEN_OFF = Set.of("FAILED", "STOPPED", "ABANDONED");

    private final Database database;
    private final Runs runs;
    private final Requests requests;

    @Inject
    Dispatcher(Database database, Runs runs, Requests requests) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.runs = runs;
        this.requests = requests;
    }

    /**
     * Work that is approved.
     *
     * @param type null for an erasure that only the ledger knows
     * @param execution its latest run; null before the first
     * @param again whether it was approved after that run ended
     */
    public record Due(
            UUID id, @Nullable String type, @Nullable Long execution, boolean again) {
        String job() {
            return type == null ? Erasure.JOB : RequestType.of(type).job().orElseThrow();
        }
    }

    void dispatch() {
        for (Due due : due()) {
            Long execution = due.execution();
            if (execution == null) {
                start(due);
            } else {
                Execution run = runs.require(execution);
                remember(due.id(), execution);
                if (BROKEN_OFF.contains(run.status())) {
                    goOn(due, run);
                }
            }
        }
    }

    private List<Due> due() {
        return database.inSeparateTransaction(h -> h.createQuery(Database.sql("privacy/due-work"))
                .map(ConstructorMapper.of(Due.class))
                .list());
    }

    private void start(Due due) {
        try {
            remember(due.id(), runs.start(due.job(), Map.of("request", due.id().toString())));
        } catch (ProblemException e) {
            // The job is running for another request: the next tick tries again.
            if (e.type() != ProblemType.CONFLICT) {
                throw e;
            }
        }
    }

    /** A failed request that was approved again goes on where it stopped; so does what the ledger asks for. */
    private void goOn(Due due, Execution run) {
        if (!due.again() && due.type() != null) {
            requests.failed(due.id(), Optional.ofNullable(run.error()).orElse(run.status()));
            return;
        }
        try {
            if (run.status().equals("ABANDONED")) {
                start(due);
            } else {
                remember(due.id(), runs.restart(run.id()));
            }
        } catch (ProblemException | BatchRuntimeException e) {
            System.getLogger(Dispatcher.class.getName())
                    .log(System.Logger.Level.DEBUG, "request {0} waits for its job", due.id());
        }
    }

    private void remember(UUID request, long execution) {
        database.inSeparateTransaction(h -> h.execute(
                "UPDATE privacy.request SET execution = ? WHERE id = ? AND execution IS DISTINCT FROM ?",
                execution,
                request,
                execution));
    }
}
