package org.tmcstats.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Transactions without a server: one connection a thread, committed when the outermost work returns. */
public final class JdbcTransactions implements Transactions {
    private final DataSource source;
    private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();

    public JdbcTransactions(DataSource source) {
        this.source = source;
    }

    @Override
    public <T> T join(Work<T> work) {
        Connection connection = current.get();
        if (connection == null) {
            return separate(work);
        }
        try {
            return work.run(connection);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    @Override
    public boolean isUnderWay() {
        return current.get() != null;
    }

    @Override
    @SuppressWarnings("NullAway") // the outer connection may be absent, which ThreadLocal allows
    public <T> T separate(Work<T> work) {
        Connection outer = current.get();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            current.set(connection);
            boolean done = false;
            try {
                T result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        } finally {
            current.set(outer);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public <T> T without(Work<T> work) {
        Connection outer = current.get();
        try (Connection connection = source.getConnection()) {
            current.set(null);
            connection.setAutoCommit(true);
            return work.run(connection);
        } catch (SQLException e) {
            throw StoreException.of(e);
        } finally {
            current.set(outer);
        }
    }
}
