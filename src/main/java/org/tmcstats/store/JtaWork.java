package org.tmcstats.store;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One piece of work with its transaction. The server's interceptor keeps in a field whom to give an outer transaction back
 * to, and an interceptor lives as long as its bean: shared by threads, or used again within, it would mix them up. So each is
 * used for one piece of work at a time.
 */
@Dependent
class JtaWork {
    @Resource(lookup = DataSources.NAME)
    private DataSource source;

    @Transactional(value = TxType.REQUIRED, rollbackOn = Exception.class)
    <T> T join(Transactions.Work<T> work) {
        return run(work);
    }

    @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    <T> T separate(Transactions.Work<T> work) {
        return run(work);
    }

    @Transactional(TxType.NOT_SUPPORTED)
    <T> T without(Transactions.Work<T> work) {
        return run(work);
    }

    private <T> T run(Transactions.Work<T> work) {
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
