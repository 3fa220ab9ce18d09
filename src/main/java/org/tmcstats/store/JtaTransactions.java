package org.tmcstats.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions of the server, shared with its batch runtime: a chunk's checkpoint and its rows commit together. */
@ApplicationScoped
class JtaTransactions implements Transactions {
    @Resource(lookup = DataSources.NAME)
    private DataSource source;

    @Resource
    private TransactionSynchronizationRegistry registry;

    @Override
    @Transactional(value = TxType.REQUIRED, rollbackOn = Exception.class)
    public <T> T join(Work<T> work) {
        return run(work);
    }

    @Override
    @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public <T> T separate(Work<T> work) {
        return run(work);
    }

    @Override
    @Transactional(TxType.NOT_SUPPORTED)
    public <T> T without(Work<T> work) {
        return run(work);
    }

    @Override
    public boolean isUnderWay() {
        return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    private <T> T run(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw StoreException.of(e);
        } catch (Error e) {
            // The server's interceptor commits when an Error passes it; half a batch must not be.
            throw new IllegalStateException(
                    "a transaction was cut short: " + e.getClass().getName(), e);
        }
    }
}
