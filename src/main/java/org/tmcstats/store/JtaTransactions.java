package org.tmcstats.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.InvalidTransactionException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of the server, shared with its batch runtime: a chunk's checkpoint and its rows commit together. By the
 * transaction manager itself: the server's interceptor of {@code @Transactional} keeps in a field, shared by all threads, whom
 * to give the transaction back to, so that a nested call of one thread takes the end of a chunk from another.
 */
@ApplicationScoped
class JtaTransactions implements Transactions {
    @Resource(lookup = DataSources.NAME)
    private DataSource source;

    @Resource(lookup = "java:appserver/TransactionManager")
    private TransactionManager manager;

    @Override
    public <T> T join(Work<T> work) {
        if (!isUnderWay()) {
            return begun(work);
        }
        boolean done = false;
        try {
            T result = run(work);
            done = true;
            return result;
        } finally {
            if (!done) {
                doom();
            }
        }
    }

    @Override
    public <T> T separate(Work<T> work) {
        Transaction outer = suspend();
        try {
            return begun(work);
        } finally {
            resume(outer);
        }
    }

    @Override
    public <T> T without(Work<T> work) {
        Transaction outer = suspend();
        try {
            return run(work);
        } finally {
            resume(outer);
        }
    }

    @Override
    public boolean isUnderWay() {
        try {
            return manager.getStatus() != Status.STATUS_NO_TRANSACTION;
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T begun(Work<T> work) {
        boolean done = false;
        try {
            manager.begin();
            T result;
            try {
                result = run(work);
                done = true;
            } finally {
                if (!done) {
                    manager.rollback();
                }
            }
            manager.commit();
            return result;
        } catch (NotSupportedException | SystemException | HeuristicMixedException | HeuristicRollbackException e) {
            throw new IllegalStateException(e);
        } catch (RollbackException e) {
            throw new IllegalStateException("the transaction was rolled back", e);
        }
    }

    /** The whole transaction fails with a part of it, also when somebody goes on. */
    private void doom() {
        try {
            manager.setRollbackOnly();
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Transaction suspend() {
        try {
            return manager.suspend();
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }

    private void resume(@Nullable Transaction outer) {
        if (outer != null) {
            try {
                manager.resume(outer);
            } catch (InvalidTransactionException | SystemException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private <T> T run(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw StoreException.of(e);
        } catch (Error e) {
            throw new IllegalStateException(
                    "a transaction was cut short: " + e.getClass().getName(), e);
        }
    }
}
