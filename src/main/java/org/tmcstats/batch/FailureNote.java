package org.tmcstats.batch;

import jakarta.batch.api.listener.StepListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.store.Database;
import org.tmcstats.store.StoreException;

/**
 * Keeps why a step failed, which the job repository does not: a job's file names it as a listener of each step
 * ({@code <listener ref="failureNote"/>}).
 */
@Named
@Dependent
class FailureNote implements StepListener {
    private final Database database;
    private final JobContext job;
    private final StepContext step;
    private final Node node;

    @Inject
    FailureNote(Database database, JobContext job, StepContext step, Node node) {
        this.database = database;
        this.job = job;
        this.step = step;
        this.node = node;
    }

    @Override
    public void beforeStep() {}

    @Override
    public void afterStep() {
        Exception failure = step.getException();
        if (failure != null) {
            // The run can fail before whoever started it has written its row.
            database.inSeparateTransaction(
                    h -> h.createUpdate("INSERT INTO ops.execution (execution_id, job, node, parameters, error)"
                                    + " VALUES (:id, :job, :node, '{}', :error)"
                                    + " ON CONFLICT (execution_id) DO UPDATE SET error = EXCLUDED.error")
                            .bind("id", job.getExecutionId())
                            .bind("job", job.getJobName())
                            .bind("node", node.id())
                            .bind("error", step.getStepName() + ": " + describe(failure))
                            .execute());
        }
    }

    /** Kinds and the place in our own code; messages only of exceptions that are known to hold no values. */
    static String describe(Throwable failure) {
        List<String> causes = new ArrayList<>();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            boolean tellable = t instanceof ProblemException || t instanceof StoreException;
            causes.add(t.getClass().getSimpleName() + (tellable ? " (" + t.getMessage() + ")" : ""));
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            for (StackTraceElement frame : t.getStackTrace()) {
                if (frame.getClassName().startsWith("org.tmcstats.")) {
                    return String.join(", caused by ", causes) + " at " + frame;
                }
            }
        }
        return String.join(", caused by ", causes);
    }
}
