package org.tmcstats.store;

import java.sql.SQLException;

/** The database refused or could not be reached. Carries the SQL state only: messages can repeat values. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    StoreException(SQLException cause) {
        super("database error, SQL state " + cause.getSQLState(), cause);
        this.sqlState = String.valueOf(cause.getSQLState());
    }

    /** SQL state of the cause (PostgreSQL, appendix A). */
    public String sqlState() {
        return sqlState;
    }
}
