package org.tmcstats.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL as the other rooms see it: a {@link Handle} within a transaction, SQL files by name, COPY. */
@ApplicationScoped
public class Database {
    private static final Map<String, String> FILES = new ConcurrentHashMap<>();

    /** The connection that the next handle is made of: one {@link Jdbi} for all, which keeps statements it has parsed. */
    private static final ThreadLocal<@Nullable Connection> NEXT = new ThreadLocal<>();

    private static final Jdbi JDBI = Jdbi.create(NEXT::get).installPlugin(new Types());

    /** As whom the innermost work of this thread runs; that of a transaction which is not ours is {@code SERVER}. */
    private static final ThreadLocal<DatabaseRole> CURRENT = ThreadLocal.withInitial(() -> DatabaseRole.SERVER);

    private final Transactions transactions;
    private final DatabaseRole role;

    /** Works as {@link DatabaseRole#SERVER}. */
    @Inject
    public Database(Transactions transactions) {
        this(transactions, DatabaseRole.SERVER);
    }

    private Database(Transactions transactions, DatabaseRole role) {
        this.transactions = transactions;
        this.role = role;
    }

    /** The same database for work as another role; to be asked for once, in a constructor. */
    public Database as(DatabaseRole other) {
        return new Database(transactions, other);
    }

    /**
     * Works in the transaction under way, or in one of its own; any exception rolls it back.
     *
     * @throws StoreException when the database refuses or cannot be reached
     */
    public <T> T inTransaction(Function<Handle, T> work) {
        return transactions.join(c -> run(c, CURRENT.get(), work));
    }

    /** As {@link #inTransaction}, without a result. */
    public void useTransaction(Consumer<Handle> work) {
        inTransaction(h -> {
            work.accept(h);
            return true;
        });
    }

    /** Whether a transaction is under way that {@link #inTransaction} would take part in. */
    public boolean isInTransaction() {
        return transactions.isUnderWay();
    }

    /** Works in a transaction of its own, committed when this returns, whatever surrounds it. */
    public <T> T inSeparateTransaction(Function<Handle, T> work) {
        return transactions.separate(c -> run(c, DatabaseRole.SERVER, work));
    }

    /** Works outside any transaction, each statement on its own: for VACUUM, CHECKPOINT and the like. */
    public void withoutTransaction(Consumer<Handle> work) {
        transactions.without(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("SET ROLE " + role.sqlName());
                try {
                    return run(c, role, h -> {
                        work.accept(h);
                        return true;
                    });
                } finally {
                    statement.execute("RESET ROLE");
                }
            }
        });
    }

    /**
     * Text of a file under {@code sql/}.
     *
     * @param name path without the suffix, such as {@code rollup/quality-delta}
     */
    public static String sql(String name) {
        return FILES.computeIfAbsent(name, Database::read);
    }

    /**
     * Sends rows by binary COPY in the handle's transaction.
     *
     * @param target table and columns, such as {@code raw.event (at, batch)}
     * @return rows written
     */
    public static long copy(Handle handle, String target, CopyRows rows) {
        if (rows.count() == 0) {
            return 0;
        }
        try {
            CopyIn copy = handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + target + " FROM STDIN (FORMAT binary)");
            try {
                rows.sendTo(copy);
                return copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /** @param before as whom the transaction runs so far, and again behind this: others may go on with it */
    private <T> T run(Connection connection, DatabaseRole before, Function<Handle, T> work) throws SQLException {
        DatabaseRole outer = CURRENT.get();
        become(connection, before, role);
        CURRENT.set(role);
        T result;
        try {
            result = work.apply(handle(connection));
        } catch (RuntimeException | Error e) {
            try {
                become(connection, role, before);
            } catch (SQLException aborted) {
                // Only rolling back is possible now, and that ends the role too.
            }
            if (e instanceof JdbiException) {
                throw StoreException.of(e);
            }
            throw e;
        } finally {
            CURRENT.set(outer);
        }
        become(connection, role, before);
        return result;
    }

    private static void become(Connection connection, DatabaseRole from, DatabaseRole to) throws SQLException {
        if (from != to) {
            if (connection.getAutoCommit()) {
                // The server makes no transactions on threads with the context of an enterprise bean.
                throw new IllegalStateException("the connection is not the transaction's");
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL ROLE " + to.sqlName());
            }
        }
    }

    private static Handle handle(Connection connection) {
        NEXT.set(connection);
        try {
            return JDBI.open();
        } finally {
            NEXT.remove();
        }
    }

    private static String read(String name) {
        try (InputStream in = Database.class.getResourceAsStream("/sql/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalArgumentException("no file sql/" + name + ".sql");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
