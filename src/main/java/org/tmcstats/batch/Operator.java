package org.tmcstats.batch;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Map;
import java.util.Properties;

/**
 * The server's job operator. It commits on its own: a run must be visible to the thread that executes it, whatever
 * transaction its caller has open.
 */
@ApplicationScoped
@Transactional(TxType.NOT_SUPPORTED)
class Operator {
    /** @throws BatchRuntimeException when the job cannot be started */
    long start(String job, Map<String, String> parameters) {
        return BatchRuntime.getJobOperator().start(job, properties(parameters));
    }

    /** @throws BatchRuntimeException when it cannot be restarted */
    long restart(long execution, Map<String, String> parameters) {
        return BatchRuntime.getJobOperator().restart(execution, properties(parameters));
    }

    /** @throws BatchRuntimeException when it does not run here */
    void stop(long execution) {
        BatchRuntime.getJobOperator().stop(execution);
    }

    /** @throws BatchRuntimeException when it runs */
    void abandon(long execution) {
        BatchRuntime.getJobOperator().abandon(execution);
    }

    private static Properties properties(Map<String, String> parameters) {
        Properties properties = new Properties();
        properties.putAll(parameters);
        return properties;
    }
}
