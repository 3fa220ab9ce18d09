package org.tmcstats.batch;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.store.StoreException;

/** Every two seconds: the heartbeat, what is to be stopped, what is to be started. */
@ApplicationScoped
class Scheduler {
    private static final int TICK_S = 2;
    /** Later than this is a misfire; a tick is always a little late. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());

    private final Cluster cluster;
    private final Schedules schedules;
    private final Runs runs;
    private final Jobs jobs;

    @Resource
    private ManagedScheduledExecutorService executor;

    private @Nullable ScheduledFuture<?> ticks;
    private boolean away;

    @Inject
    Scheduler(Cluster cluster, Schedules schedules, Runs runs, Jobs jobs) {
        this.cluster = cluster;
        this.schedules = schedules;
        this.runs = runs;
        this.jobs = jobs;
    }

    void start(
            @Observes @Priority(Interceptor.Priority.APPLICATION + 100) @Initialized(ApplicationScoped.class)
                    Object event) {
        try {
            // Before anybody can ask: what a killed server left behind is shown as failed, and can be restarted.
            cluster.beat(List.copyOf(jobs.ids()));
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "schedules wait for the database: {0}", e.getMessage());
        }
        ticks = executor.scheduleWithFixedDelay(this::tick, TICK_S, TICK_S, TimeUnit.SECONDS);
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        if (ticks != null) {
            ticks.cancel(false);
        }
        try {
            cluster.leave();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the database is away; the others will notice that this node is gone");
        }
    }

    /** Whatever fails here, the next tick comes: an exception would end the series. */
    private void tick() {
        try {
            cluster.beat(List.copyOf(jobs.ids()));
            runs.stopRequested();
            schedules.plan();
            schedules.take().forEach(this::fire);
            away = false;
        } catch (StoreException e) {
            if (!away) {
                LOG.log(Level.WARNING, "schedules wait for the database: {0}", e.getMessage());
            }
            away = true;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "schedules: {0}", e.toString());
        }
    }

    private void fire(Schedules.Due due) {
        boolean late = Duration.between(due.at(), due.now()).compareTo(LATE) > 0;
        if (late && due.schedule().misfire().equals(Schedule.SKIP)) {
            LOG.log(Level.INFO, "{0} was to start at {1}: skipped", due.job(), due.at());
            return;
        }
        try {
            long id = runs.start(due.job(), Map.of());
            LOG.log(Level.DEBUG, "{0} started as execution {1,number,#}", due.job(), id);
        } catch (ProblemException e) {
            LOG.log(Level.INFO, "{0} was to start at {1}: {2}", due.job(), due.at(), e.getMessage());
        } catch (BatchRuntimeException e) {
            LOG.log(Level.ERROR, "{0} was to start at {1}: {2}", due.job(), due.at(), e.toString());
        }
    }
}
