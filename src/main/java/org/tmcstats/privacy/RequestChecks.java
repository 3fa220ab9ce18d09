package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.tmcstats.batch.StartCheck;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** The privacy jobs take a request's id, and start or go on for approved requests alone, one at a time. */
@ApplicationScoped
class RequestChecks {
    private final Database database;
    private final Turn turn;

    @Inject
    RequestChecks(Database database, Turn turn) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.turn = turn;
    }

    @Produces
    StartCheck export() {
        return new Check(Export.JOB);
    }

    @Produces
    StartCheck erasure() {
        return new Check(Erasure.JOB);
    }

    @Produces
    StartCheck change() {
        return new Check(Suppressions.JOB);
    }

    private final class Check implements StartCheck {
        private final String job;

        Check(String job) {
            this.job = job;
        }

        @Override
        public String job() {
            return job;
        }

        @Override
        public void check(Map<String, String> parameters) {
            String request = parameters.get("request");
            if (request == null
                    || parameters.size() != 1
                    || !request.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
                throw new ProblemException(
                        ProblemType.BAD_PARAMETER, "The only parameter is request, the id of an approved request");
            }
            if (!mayRun(UUID.fromString(request))) {
                throw new ProblemException(
                        ProblemType.CONFLICT, "There is no approved, open request of that id that this job works for");
            }
            database.useTransaction(turn::takeOrLeave);
        }

        private boolean mayRun(UUID id) {
            return database.inTransaction(h -> {
                boolean approved = h.createQuery(
                                "SELECT type FROM privacy.request WHERE id = :id AND status = 'in-progress'")
                        .bind("id", id)
                        .mapTo(String.class)
                        .findFirst()
                        .filter(type ->
                                RequestType.of(type).job().filter(job::equals).isPresent())
                        .isPresent();
                boolean again = job.equals(Erasure.JOB)
                        && h.createQuery(
                                                "SELECT count(*) FROM privacy.erasure e WHERE e.id = :id AND applied_at IS NULL"
                                                        + " AND NOT EXISTS (SELECT FROM privacy.request r WHERE r.id = e.id)")
                                        .bind("id", id)
                                        .mapTo(Long.class)
                                        .one()
                                > 0;
                return approved || again;
            });
        }
    }
}
