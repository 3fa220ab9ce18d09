package org.tmcstats.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: can a transaction be made. */
@Readiness
@ApplicationScoped
class DatabaseCheck implements HealthCheck {
    private final Database database;

    @Inject
    DatabaseCheck(Database database) {
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        var check = HealthCheckResponse.named("database");
        try {
            database.useTransaction(h -> h.execute("SELECT 1"));
            return check.up().withData("state", "answers").build();
        } catch (RuntimeException e) {
            return check.down()
                    .withData("state", "does not answer")
                    .withData("reason", e instanceof StoreException ? String.valueOf(e.getMessage()) : "no transaction")
                    .build();
        }
    }
}
