package org.tmcstats.store;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The database refused or could not be reached. Says the SQL state and which constraint, table or column, never what the
 * database said: its messages, and the library's with their bound parameters, repeat values.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Its message names a schema or a table only. */
    private static final String DENIED = "42501";

    private final String sqlState;

    private StoreException(String message, String sqlState, StackTraceElement[] trace) {
        super(message);
        this.sqlState = sqlState;
        setStackTrace(trace);
    }

    /** From whatever the driver or a library threw. */
    static StoreException of(Throwable thrown) {
        String state = sqlStateOf(thrown).orElse("unknown");
        StringBuilder message = new StringBuilder("database error, SQL state ").append(state);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            ServerErrorMessage server = cause instanceof PSQLException e ? e.getServerErrorMessage() : null;
            if (server != null) {
                append(message, "table", server.getTable());
                append(message, "column", server.getColumn());
                append(message, "constraint", server.getConstraint());
                append(message, "because of", DENIED.equals(state) ? server.getMessage() : null);
            }
        }
        return new StoreException(message.toString(), state, thrown.getStackTrace());
    }

    /** SQL state (PostgreSQL, appendix A), {@code unknown} when none was told. */
    public String sqlState() {
        return sqlState;
    }

    /** SQL state (PostgreSQL, appendix A) of the first database error among the causes. */
    public static Optional<String> sqlStateOf(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException e) {
                return Optional.of(e.sqlState);
            }
            if (cause instanceof SQLException e && e.getSQLState() != null) {
                return Optional.of(e.getSQLState());
            }
        }
        return Optional.empty();
    }

    private static void append(StringBuilder message, String what, @Nullable String name) {
        if (name != null) {
            message.append(", ").append(what).append(' ').append(name);
        }
    }
}
