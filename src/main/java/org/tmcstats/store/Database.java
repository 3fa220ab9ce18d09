package org.tmcstats.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL as the other rooms see it: a {@link Handle} within a transaction, SQL files by name, COPY. */
@ApplicationScoped
public class Database {
    private static final Map<String, String> FILES = new ConcurrentHashMap<>();

    private static final Types TYPES = new Types();

    private final Transactions transactions;

    @Inject
    public Database(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Works in the transaction under way, or in one of its own; any exception rolls it back.
     *
     * @throws StoreException when the database refuses or cannot be reached
     */
    public <T> T inTransaction(Function<Handle, T> work) {
        return transactions.join(c -> run(c, work));
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
        return transactions.separate(c -> run(c, work));
    }

    /** Works outside any transaction, each statement on its own: for VACUUM, CHECKPOINT and the like. */
    public void withoutTransaction(Consumer<Handle> work) {
        transactions.without(c -> run(c, h -> {
            work.accept(h);
            return true;
        }));
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

    private static <T> T run(Connection connection, Function<Handle, T> work) {
        try {
            return work.apply(Jdbi.create(connection).installPlugin(TYPES).open());
        } catch (JdbiException e) {
            throw StoreException.of(e);
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
