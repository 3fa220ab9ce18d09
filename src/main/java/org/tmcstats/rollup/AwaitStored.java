package org.tmcstats.rollup;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.Backlog;

/** Waits until everything that this node acknowledged before is in the raw tables. */
@Named
@Dependent
class AwaitStored extends AbstractBatchlet {
    private final Backlog backlog;
    private volatile @Nullable Thread waiting;

    @Inject
    AwaitStored(Backlog backlog) {
        this.backlog = backlog;
    }

    @Override
    public String process() throws InterruptedException {
        waiting = Thread.currentThread();
        try {
            backlog.awaitStored();
            return "stored";
        } finally {
            waiting = null;
        }
    }

    @Override
    public void stop() {
        Thread thread = waiting;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
