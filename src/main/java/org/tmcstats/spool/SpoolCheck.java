package org.tmcstats.spool;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check {@code spool}: records can be taken. */
@Readiness
@ApplicationScoped
public class SpoolCheck implements HealthCheck {
    private final Spool spool;

    @Inject
    public SpoolCheck(Spool spool) {
        this.spool = spool;
    }

    @Override
    public HealthCheckResponse call() {
        boolean accepting = spool.accepting();
        return HealthCheckResponse.named("spool")
                .status(accepting)
                .withData("state", accepting ? "takes records" : "is full, or its disk refuses; sources wait")
                .build();
    }
}
