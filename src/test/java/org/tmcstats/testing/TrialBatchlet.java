package org.tmcstats.testing;

import jakarta.batch.api.Batchlet;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tmcstats.batch.StartCheck;

/** Job of the deployed tests: waits {@code seconds} or until it is stopped; with {@code fail} it throws at the end. */
@Named
@Dependent
public class TrialBatchlet implements Batchlet {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final JobContext context;

    @Inject
    public TrialBatchlet(JobContext context) {
        this.context = context;
    }

    @Override
    public String process() throws InterruptedException {
        JobOperator operator = BatchRuntime.getJobOperator();
        var parameters = operator.getParameters(context.getExecutionId());
        boolean ended = stopped.await(Long.parseLong(parameters.getProperty("seconds", "0")), TimeUnit.SECONDS);
        if (parameters.containsKey("fail")) {
            throw new IllegalStateException("a value that nobody should read");
        }
        return ended ? "stopped" : "done";
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    /** Any parameters will do. */
    @Dependent
    public static class AnyParameters implements StartCheck {
        @Override
        public String job() {
            return "trial";
        }

        @Override
        public void check(Map<String, String> parameters) {}
    }
}
