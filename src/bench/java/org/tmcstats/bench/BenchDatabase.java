package org.tmcstats.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.tmcstats.store.Database;
import org.tmcstats.store.JdbcTransactions;

/** A PostgreSQL of the shipped version with the shipped settings, durable as in production; databases by name. */
public final class BenchDatabase implements AutoCloseable {
    private static final String TEMPLATE = "tmc_template";

    private final EmbeddedPostgres server;
    private final Path data;

    /** @param folder of its own, emptied at the end */
    public BenchDatabase(Path folder) throws IOException, SQLException {
        data = folder;
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(true)
                .setPGStartupWait(java.time.Duration.ofSeconds(60));
        Properties shipped = new Properties();
        try (InputStream in = BenchDatabase.class.getResourceAsStream("/payara-config/postgresql.conf")) {
            shipped.load(in);
        }
        for (String key : shipped.stringPropertyNames()) {
            // Its log stays with the benchmark's own output.
            if (!key.startsWith("log") && !key.equals("unix_socket_directories")) {
                builder.setServerConfig(key, shipped.getProperty(key).replace("'", ""));
            }
        }
        server = builder.start();
        refuseUnlessDurable();
        run("postgres", "CREATE DATABASE " + TEMPLATE);
        String base = System.getProperty("basedir", ".");
        run("postgres", Files.readString(Path.of(base, "payara-config", "database-roles.sql")));
        String sql = "filesystem:" + base + "/sql/";
        Flyway.configure()
                .dataSource(source(TEMPLATE))
                .locations(sql + "schema", sql + "routines")
                .load()
                .migrate();
    }

    /** The library turns fsync off unless told otherwise, which would flatter everything. */
    private void refuseUnlessDurable() throws SQLException {
        try (Connection c = source("postgres").getConnection();
                Statement s = c.createStatement();
                ResultSet rows =
                        s.executeQuery("SELECT current_setting('fsync') || current_setting('full_page_writes')")) {
            if (!rows.next() || !rows.getString(1).equals("onon")) {
                throw new IllegalStateException("PostgreSQL is not durable here");
            }
        }
    }

    /** A new, empty database with all migrations applied; one of that name is dropped before. */
    public Database create(String name) throws SQLException {
        run("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        run("postgres", "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        return new Database(new JdbcTransactions(new Pool(source(name))));
    }

    /** Ends a database, for its room on disk. */
    public void drop(String name) throws SQLException {
        run("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    /** Runs one statement outside a transaction, as VACUUM and CHECKPOINT want it. */
    public void run(String name, String sql) throws SQLException {
        try (Connection c = source(name).getConnection();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    /** JDBC URL without credentials; the server signs in as tmc_server, without a password. */
    public String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name;
    }

    public PGSimpleDataSource source(String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setPortNumbers(new int[] {server.getPort()});
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setDatabaseName(name);
        source.setUser("postgres");
        return source;
    }

    /** Process of the postmaster, whose children are all backends. */
    public long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
