package org.tmcstats.audit;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;

/** What happens to the trail without being asked for: anchors, and the end of its retention. */
@ApplicationScoped
class AuditClock {
    private static final System.Logger LOG = System.getLogger(AuditClock.class.getName());

    private final Anchors anchors;
    private final AuditSegments segments;
    private final AuditConfig config;

    @Resource
    private ManagedScheduledExecutorService executor;

    private @Nullable ScheduledFuture<?> ticks;

    @Inject
    AuditClock(Anchors anchors, AuditSegments segments, Settings settings) {
        this.anchors = anchors;
        this.segments = segments;
        this.config = AuditConfig.from(settings);
    }

    void start(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 100) @Initialized(ApplicationScoped.class)
                    Object event) {
        long millis = config.anchorInterval().toMillis();
        ticks = executor.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** The entries since the last anchor are anchored before the server is down. */
    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        if (ticks != null) {
            ticks.cancel(false);
        }
        run(anchors::anchor);
    }

    private void tick() {
        run(anchors::anchor);
        run(() -> segments.dropBefore(Instant.now().minus(segments.retention(config.retention()))));
    }

    /** Whatever fails here, the next tick comes: an exception would end the series. */
    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the audit trail waits for its anchor or the end of its retention: {0}", e.toString());
        }
    }
}
