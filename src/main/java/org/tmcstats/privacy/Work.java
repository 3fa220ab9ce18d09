package org.tmcstats.privacy;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.StoreException;

/** Every second: what of requests and erasures waits for this node. */
@ApplicationScoped
class Work {
    private static final System.Logger LOG = System.getLogger(Work.class.getName());
    private static final int TICK_S = 1;
    /** Ticks between looks at what is seldom due. */
    private static final int SELDOM = 60;

    private final Dispatcher dispatcher;
    private final NodeErasures nodeErasures;
    private final LedgerReplay replay;
    private final Callbacks callbacks;
    private final ExportArchive exports;
    private final Reminders reminders;
    private final List<ScheduledFuture<?>> ticks = new ArrayList<>();
    private long count;
    private boolean away;

    @Resource
    private @Nullable ManagedScheduledExecutorService executor;

    @Inject
    Work(
            Dispatcher dispatcher,
            NodeErasures nodeErasures,
            LedgerReplay replay,
            Callbacks callbacks,
            ExportArchive exports,
            @Readiness Reminders reminders) {
        this.dispatcher = dispatcher;
        this.nodeErasures = nodeErasures;
        this.replay = replay;
        this.callbacks = callbacks;
        this.exports = exports;
        this.reminders = reminders;
    }

    void start(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 200) @Initialized(ApplicationScoped.class)
                    Object event) {
        if (executor != null) {
            ticks.add(executor.scheduleWithFixedDelay(this::tick, TICK_S, TICK_S, TimeUnit.SECONDS));
            // Addresses elsewhere may be slow: they hold nothing else up.
            ticks.add(executor.scheduleWithFixedDelay(this::call, TICK_S, TICK_S, TimeUnit.SECONDS));
        }
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        ticks.forEach(t -> t.cancel(true));
    }

    /** Whatever fails here, the next tick comes: an exception would end the series. */
    private void tick() {
        try {
            if (count++ % SELDOM == 0) {
                replay.compare();
                exports.expire();
                reminders.remind();
            }
            nodeErasures.clear();
            dispatcher.dispatch();
            away = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreException e) {
            if (!away) {
                LOG.log(Level.WARNING, "requests wait for the database: {0}", e.getMessage());
            }
            away = true;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "requests: {0} at {1}", e.getClass().getName(), place(e));
        }
    }

    private void call() {
        try {
            callbacks.send();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "callbacks wait: {0}", e.getClass().getName());
        }
    }

    private static String place(RuntimeException e) {
        return e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0].toString();
    }
}
