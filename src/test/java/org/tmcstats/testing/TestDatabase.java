package org.tmcstats.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.tmcstats.store.Database;
import org.tmcstats.store.JdbcTransactions;

/** A real PostgreSQL with the whole schema: one server a JVM, a database of its own for whoever asks. */
public final class TestDatabase {
    private static final String TEMPLATE = "tmc_template";
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new, empty database with all migrations applied. */
    public static TestDatabase create() {
        EmbeddedPostgres server = Server.INSTANCE;
        String name = "tmc_" + NEXT.incrementAndGet();
        execute(server.getPostgresDatabase(), "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        return new TestDatabase(name);
    }

    public DataSource dataSource() {
        return source(name);
    }

    /** As somebody else than the superuser. */
    public DataSource dataSource(String user) {
        PGSimpleDataSource source = source(name);
        source.setUser(user);
        return source;
    }

    /** JDBC URL without credentials; users are postgres and, as in production, tmc_server, without a password. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + Server.INSTANCE.getPort() + "/" + name;
    }

    /** The rooms' view of it. */
    public Database database() {
        return new Database(new JdbcTransactions(dataSource()));
    }

    private static PGSimpleDataSource source(String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setPortNumbers(new int[] {Server.INSTANCE.getPort()});
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setDatabaseName(name);
        source.setUser("postgres");
        return source;
    }

    private static void execute(DataSource source, String sql) {
        try (Connection c = source.getConnection()) {
            c.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("shared_buffers", "128MB")
                        .setServerConfig("max_locks_per_transaction", "512")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                execute(server.getPostgresDatabase(), "CREATE DATABASE " + TEMPLATE);
                String base = System.getProperty("basedir", ".");
                execute(
                        server.getPostgresDatabase(),
                        Files.readString(Path.of(base, "payara-config", "database-roles.sql")));
                String sql = "filesystem:" + base + "/sql/";
                Flyway.configure()
                        .dataSource(server.getDatabase("postgres", TEMPLATE))
                        .locations(sql + "schema", sql + "routines")
                        .load()
                        .migrate();
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
