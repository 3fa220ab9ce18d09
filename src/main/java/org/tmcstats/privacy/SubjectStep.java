package org.tmcstats.privacy;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The steps of the privacy jobs that are no lists. */
@Named
@Dependent
class SubjectStep extends AbstractBatchlet {
    private final Export export;
    private final Erasure erasure;
    private final Rewriting rewriting;
    private final Suppressions suppressions;
    private final UUID request;
    private final String what;
    private volatile @Nullable Thread running;

    @Inject
    SubjectStep(
            Export export,
            Erasure erasure,
            Rewriting rewriting,
            Suppressions suppressions,
            @BatchProperty(name = "request") String request,
            @BatchProperty(name = "what") String what) {
        this.export = export;
        this.erasure = erasure;
        this.rewriting = rewriting;
        this.suppressions = suppressions;
        this.request = UUID.fromString(request);
        this.what = what;
    }

    @Override
    public String process() throws InterruptedException {
        running = Thread.currentThread();
        try {
            switch (what) {
                case "find-for-export" -> export.find(request);
                case "finish-export" -> export.end(request);
                case "find-for-erasure" -> erasure.find(request);
                case "erase-aside" -> erasure.eraseAside(request);
                case "await-nodes" -> erasure.awaitNodes(request);
                case "rewrite" -> rewriting.rewrite(request);
                case "certify" -> erasure.certify(request);
                case "begin-change" -> suppressions.begin(request);
                case "finish-change" -> suppressions.end(request);
                default -> throw new IllegalArgumentException("no step of that name");
            }
            return "done";
        } finally {
            running = null;
        }
    }

    @Override
    public void stop() {
        Thread thread = running;
        if (thread != null && what.equals("await-nodes")) {
            thread.interrupt();
        }
    }
}
