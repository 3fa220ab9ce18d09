package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.metrics.annotation.Gauge;
import org.jdbi.v3.core.Handle;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import org.tmcstats.store.StoreException;

/**
 * Tells that requests are due: once into a request's history when it becomes due soon, as counts in the readiness check
 * {@code privacy}, which is always up, and in two metrics. Never whose.
 */
@Readiness
@ApplicationScoped
public class Reminders implements HealthCheck {
    private final Database database;
    private final Requests requests;
    private final PrivacyConfig config;

    @Inject
    Reminders(Database database, Requests requests, Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.requests = requests;
        this.config = PrivacyConfig.from(settings);
    }

    void remind() {
        List<UUID> due = database.inSeparateTransaction(h -> {
            List<UUID> soon = h.createQuery(Database.sql("privacy/to-remind"))
                    .bind("soon", requests.now().plus(config.dueSoon()))
                    .mapTo(UUID.class)
                    .list();
            soon.forEach(id -> note(h, id));
            return soon;
        });
        if (!due.isEmpty()) {
            System.getLogger(Reminders.class.getName())
                    .log(Level.WARNING, "requests of data subjects that are due soon: {0}", due.size());
        }
    }

    private static void note(Handle h, UUID id) {
        Requests.event(h, id, null, "reminded", null);
    }

    /** Open requests that are due soon. */
    @Gauge(
            name = "tmc_privacy_requests_due_soon",
            unit = "none",
            absolute = true,
            description = "Open requests of data subjects that are due soon")
    public long dueSoon() {
        return requests.due().dueSoon();
    }

    /** Open requests past their due date. */
    @Gauge(
            name = "tmc_privacy_requests_overdue",
            unit = "none",
            absolute = true,
            description = "Open requests of data subjects past their due date")
    public long overdue() {
        return requests.due().overdue();
    }

    @Override
    public HealthCheckResponse call() {
        var check = HealthCheckResponse.named("privacy").up();
        try {
            Requests.Due due = requests.due();
            return check.withData("open", due.open())
                    .withData("dueSoon", due.dueSoon())
                    .withData("overdue", due.overdue())
                    .build();
        } catch (StoreException e) {
            return check.withData("state", "the database does not answer").build();
        }
    }
}
