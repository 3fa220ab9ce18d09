package org.tmcstats.retention;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tmcstats.retention.hold.Holds;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import org.tmcstats.store.StoreException;

/**
 * Purges what is due, a transaction for each day or month. Days that cannot go now (held, not rolled up, somebody in the
 * way) are left for the next run.
 */
@Named
@Dependent
class PurgeBatchlet extends AbstractBatchlet {
    private static final Logger LOG = System.getLogger(PurgeBatchlet.class.getName());
    /** Lock not available; deadlock detected. */
    private static final Set<String> IN_THE_WAY = Set.of("55P03", "40P01");

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 1500;

    private final Database database;
    private final Purge purge;
    private final LogFiles logs;
    private final JobContext job;
    private final String topics;
    private final CountDownLatch stop = new CountDownLatch(1);

    @Inject
    PurgeBatchlet(
            Database database,
            Purge purge,
            LogFiles logs,
            JobContext job,
            @BatchProperty(name = "topics") String topics) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.purge = purge;
        this.logs = logs;
        this.job = job;
        this.topics = topics;
    }

    @Override
    public String process() throws InterruptedException {
        Set<Topic> mine = EnumSet.noneOf(Topic.class);
        Arrays.stream(topics.split(",")).map(t -> Topic.ofKey(t).orElseThrow()).forEach(mine::add);
        List<DueDays> due =
                database.inTransaction(h -> purge.due(h, mine, LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC)));
        Map<Purge.Outcome, Integer> outcomes = new EnumMap<>(Purge.Outcome.class);
        Holds.Found found = new Holds.Found();
        int busy = 0;
        for (DueDays days : due) {
            if (stop.getCount() == 0) {
                break;
            }
            Purge.Outcome outcome = purge(days, found);
            if (outcome == null) {
                busy++;
            } else {
                outcomes.merge(outcome, 1, Integer::sum);
            }
        }
        if (mine.contains(Topic.LOGS)) {
            logs.purge();
        }
        String summary = "purged " + outcomes.getOrDefault(Purge.Outcome.PURGED, 0)
                + ", held " + outcomes.getOrDefault(Purge.Outcome.HELD, 0)
                + ", not rolled up " + outcomes.getOrDefault(Purge.Outcome.AWAITED, 0)
                + ", in use " + busy;
        LOG.log(busy > 0 ? Level.WARNING : Level.INFO, "{0}: days {1}", job.getJobName(), summary);
        return summary;
    }

    /** Null when somebody was in the way to the end. */
    private Purge.@org.jspecify.annotations.Nullable Outcome purge(DueDays days, Holds.Found found)
            throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return purge.purge(job.getJobName(), days, found);
            } catch (StoreException e) {
                if (!IN_THE_WAY.contains(e.sqlState())) {
                    throw e;
                }
            }
            if (stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return null;
    }

    @Override
    public void stop() {
        stop.countDown();
    }
}
