package org.tmcstats.spool;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check {@code spool}: records can be taken. */
@Readiness
@ApplicationScoped
public class SpoolCheck implements HealthCheck {
    private final Spool spool;
    private volatile boolean started;

    @Inject
    public SpoolCheck(Spool spool) {
        this.spool = spool;
    }

    /** The server asks before the application is there: then the spool must not be opened by the asking. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        started = true;
    }

    @Override
    public HealthCheckResponse call() {
        boolean accepting = started && spool.accepting();
        return HealthCheckResponse.named("spool")
                .status(accepting)
                .withData(
                        "state",
                        accepting ? "takes records" : "is not open, is full, or its disk refuses; sources wait")
                .build();
    }
}
