package org.tmcstats.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL that comes with the package: its data in the data folder, on loopback only, restarted when it dies. */
final class EmbeddedDatabase implements AutoCloseable {
    /** The database, and the role that owns it. */
    private static final String NAME = "tmc";

    private static final String SERVER = "tmc_server";
    private static final String SETTINGS = "tmc.conf";
    private static final String MAJOR = "18";
    /** Below the ports that systems give to outgoing connections, which could take it while PostgreSQL is down. */
    private static final int FIRST_PORT = 15432;

    private static final int PORTS = 100;
    private static final long WATCH_MS = 500;

    private final PostgresProcess process;
    private final Path data;
    private final Path passwordFile;
    private final int port;
    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable Thread watchdog;
    private boolean closed;

    private EmbeddedDatabase(PostgresProcess process, Path data, Path passwordFile, int port) {
        this.process = process;
        this.data = data;
        this.passwordFile = passwordFile;
        this.port = port;
    }

    /**
     * Starts on the folder's data, which are made if there are none. A server left over from a launcher that was killed is
     * stopped first: so its sessions are gone and today's settings apply.
     */
    static EmbeddedDatabase start(DataFolder folder) {
        try {
            Path data = folder.resolve("postgres");
            Path password = folder.resolve("postgres.password");
            PostgresProcess process = new PostgresProcess(
                    PostgresBinaries.unpackInto(folder.folder("postgres-bin")),
                    data,
                    folder.folder("log").resolve("postgres-start.log"));
            if (process.exists()) {
                checkFolder(data, password);
                process.stop();
            } else {
                writePassword(password);
                process.initialise(password, SETTINGS);
            }
            EmbeddedDatabase database = new EmbeddedDatabase(process, data, password, freePort());
            database.writeSettings();
            process.start();
            database.verify();
            return database;
        } catch (IOException | SQLException e) {
            throw new LaunchException("the embedded PostgreSQL did not start", e);
        }
    }

    private static void checkFolder(Path data, Path password) throws IOException {
        String version = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!version.equals(MAJOR)) {
            throw new LaunchException(data + " is of PostgreSQL " + version + ", this package carries " + MAJOR
                    + ": dump with the old package, restore with this one");
        }
        if (!Files.isReadable(password)) {
            throw new LaunchException("the password of the embedded PostgreSQL, " + password + ", cannot be read");
        }
    }

    private static void writePassword(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, random(), StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static String random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static int freePort() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
            if (Ports.free(loopback, port)) {
                return port;
            }
        }
        throw new LaunchException("no free port for PostgreSQL from " + FIRST_PORT + " on");
    }

    private void writeSettings() throws IOException {
        try (var in = EmbeddedDatabase.class.getResourceAsStream("/payara-config/postgresql.conf")) {
            if (in == null) {
                throw new IllegalStateException("no payara-config/postgresql.conf in the package");
            }
            String settings = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(data.resolve(SETTINGS), settings + "\nport = " + port + "\n");
        }
    }

    /** Acknowledged records must survive a crash, whatever somebody changed by ALTER SYSTEM. */
    private void verify() throws SQLException, IOException {
        Login admin = admin();
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            if (!admin.ask("SHOW " + setting).equals("on")) {
                close();
                throw new LaunchException("the embedded PostgreSQL has " + setting + " switched off");
            }
        }
    }

    private Login admin() throws IOException {
        return admin("/postgres");
    }

    private Login admin(String database) throws IOException {
        String password = Files.readString(passwordFile).strip();
        return new Login("jdbc:postgresql://127.0.0.1:" + port + database, "postgres", password);
    }

    /** The application's database: who brings it up to date, and whom the server signs in as. */
    record Logins(Login owner, Login server) {}

    /** Makes database and roles where they are missing; neither role is a superuser, both get a new password every time. */
    Logins logins() {
        String password = random();
        String serverPassword = random();
        try {
            Login admin = admin();
            admin.run(Migrations.roles());
            boolean role = !admin.ask("SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")
                    .isEmpty();
            boolean database = !admin.ask("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")
                    .isEmpty();
            try (Connection c = admin.connect();
                    Statement s = c.createStatement()) {
                s.execute((role ? "ALTER" : "CREATE") + " ROLE " + NAME + " LOGIN PASSWORD '" + password + "'");
                s.execute("ALTER ROLE " + SERVER + " PASSWORD '" + serverPassword + "'");
                if (!database) {
                    s.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
                }
            }
            // Rights to functions are a database's own.
            admin("/" + NAME).run(Migrations.roles());
        } catch (IOException | SQLException e) {
            throw new LaunchException("the embedded PostgreSQL cannot be used", e);
        }
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
        return new Logins(new Login(url, NAME, password), new Login(url, SERVER, serverPassword));
    }

    /** From now on starts PostgreSQL again, on the same port, whenever it is gone. */
    void watch() {
        Thread thread = new Thread(this::keepAlive, "PostgreSQL watchdog");
        thread.setDaemon(true);
        watchdog = thread;
        thread.start();
    }

    private void keepAlive() {
        try {
            while (true) {
                Thread.sleep(WATCH_MS);
                guard.lock();
                try {
                    if (closed) {
                        return;
                    }
                    if (process.running().isEmpty()) {
                        restart();
                    }
                } finally {
                    guard.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart() {
        System.Logger log = System.getLogger(EmbeddedDatabase.class.getName());
        log.log(System.Logger.Level.WARNING, "PostgreSQL is gone, starting it again");
        try {
            process.start();
            log.log(System.Logger.Level.INFO, "PostgreSQL is back");
        } catch (IOException e) {
            // Its processes may still be on their way out, or the port may be taken: the next round tries again.
            log.log(System.Logger.Level.ERROR, "PostgreSQL did not come back: {0}", e.getMessage());
        }
    }

    /** Stops PostgreSQL; nothing starts it again. */
    @Override
    public void close() throws IOException {
        Thread thread = watchdog;
        guard.lock();
        try {
            closed = true;
            process.stop();
        } finally {
            guard.unlock();
        }
        if (thread != null) {
            thread.interrupt();
        }
    }
}
