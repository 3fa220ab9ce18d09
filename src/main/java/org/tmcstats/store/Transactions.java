package org.tmcstats.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections and commits come from: the server's JTA, or plain JDBC in tests and benchmarks. */
public interface Transactions {
    /** Work on one connection, whose commit is not its own. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs in the transaction under way, or in one of its own when there is none; rolls back on any exception. */
    <T> T join(Work<T> work);

    /** Whether a transaction is under way that {@link #join} would take part in. */
    boolean isUnderWay();

    /** Runs in a transaction of its own, which commits before this returns. */
    <T> T separate(Work<T> work);

    /** Runs outside any transaction, each statement on its own, as VACUUM and CHECKPOINT want it. */
    <T> T without(Work<T> work);
}
