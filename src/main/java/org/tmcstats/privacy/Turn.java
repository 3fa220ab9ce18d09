package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/**
 * Requests are worked on one after another, in the whole cluster: an erasure that runs beside an export or a restriction of the
 * same person would certify as erased what the other still writes. In the handle's transaction, until it ends.
 */
@ApplicationScoped
class Turn {
    private static final String LOCK = "hashtext('privacy.turn')";

    /**
     * For the start of a job, which is tried again soon.
     *
     * @throws ProblemException conflict when it is somebody else's turn
     */
    void takeOrLeave(Handle h) {
        boolean taken = h.createQuery("SELECT pg_try_advisory_xact_lock(" + LOCK + ")")
                .mapTo(Boolean.class)
                .one();
        if (!taken) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Another start, or the end of a restriction, is under way");
        }
        requireNoRun(h);
    }

    /**
     * For what a request of REST does by itself: waits for others of that sort, not for jobs.
     *
     * @throws ProblemException conflict when a job for a request is under way
     */
    void take(Handle h) {
        h.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        requireNoRun(h);
    }

    private static void requireNoRun(Handle h) {
        h.createQuery(Database.sql("privacy/under-way"))
                .mapTo(Long.class)
                .findFirst()
                .ifPresent(execution -> {
                    throw ProblemException.with(
                            ProblemType.CONFLICT,
                            "A job for a request is under way: try again when it has ended",
                            Map.of("execution", execution));
                });
    }
}
