package org.tmcstats.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** Transactions of the server, shared with its batch runtime: a chunk's checkpoint and its rows commit together. */
@ApplicationScoped
class JtaTransactions implements Transactions {
    @Inject
    private Instance<JtaWork> works;

    @Resource
    private TransactionSynchronizationRegistry registry;

    /** Used by nobody: to make one takes the server as long as a short transaction. */
    private final Deque<JtaWork> free = new ConcurrentLinkedDeque<>();

    @Override
    public <T> T join(Work<T> work) {
        return once(w -> w.join(work));
    }

    @Override
    public <T> T separate(Work<T> work) {
        return once(w -> w.separate(work));
    }

    @Override
    public <T> T without(Work<T> work) {
        return once(w -> w.without(work));
    }

    @Override
    public boolean isUnderWay() {
        return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    private <T> T once(Function<JtaWork, T> call) {
        JtaWork idle = free.poll();
        JtaWork work = idle == null ? works.get() : idle;
        try {
            T result = call.apply(work);
            free.push(work);
            return result;
        } catch (RuntimeException | Error e) {
            works.destroy(work);
            throw e;
        }
    }
}
