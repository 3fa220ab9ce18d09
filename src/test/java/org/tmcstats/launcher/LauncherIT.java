package org.tmcstats.launcher;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.testing.TestDatabase;

/** The packaged server as a person runs it: processes, files and ports. */
class LauncherIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path PACKAGE = Path.of(System.getProperty("launcher.dir", "target/tmc-stats"));

    @TempDir
    private Path folder;

    private record Run(Process process, Path out, Path err) {
        void awaitReady() {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Files.readString(out).contains("tmc-stats is ready: http://127.0.0.1:")
                            || !process.isAlive());
            assertTrue(process.isAlive(), this::errors);
        }

        int end() throws InterruptedException {
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "still running");
            return process.exitValue();
        }

        int stop() throws InterruptedException {
            process.destroy();
            return end();
        }

        String errors() {
            try {
                return Files.readString(err);
            } catch (IOException e) {
                return e.toString();
            }
        }
    }

    private Run run(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                PACKAGE.resolve("tmc-stats.jar").toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("TMC_"));
        builder.environment().put("TMC_ADMIN_SECRET", "only-for-this-test");
        return new Run(builder.start(), out, err);
    }

    private void refuses(String name, String words, String... arguments) throws Exception {
        Run run = run(name, arguments);
        assertEquals(1, run.end(), run::errors);
        assertAll(
                () -> assertTrue(run.errors().startsWith("tmc-stats: "), run::errors),
                () -> assertTrue(run.errors().contains(words), run::errors),
                () -> assertEquals(1, run.errors().lines().count(), run::errors));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The embedded database as its superuser. */
    private static Login superuser(Path data) throws IOException {
        String port =
                Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
        String password = Files.readString(data.resolve("postgres.password"));
        return new Login("jdbc:postgresql://127.0.0.1:" + port + "/tmc", "postgres", password);
    }

    private static ProcessHandle postmaster(Path data) throws IOException {
        String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static void write(Path data, String sql) throws IOException, SQLException {
        try (Connection c = superuser(data).connect();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private static void awaitKept(Path data) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> superuser(data).ask("SELECT value FROM kept").equals("42"));
    }

    @Test
    void data_survive_a_killed_database_and_a_killed_launcher_and_all_stops_cleanly() throws Exception {
        Path data = folder.resolve("data");
        String port = Integer.toString(freePort());
        Run first = run("first", "--data", data.toString(), "--port", port);
        ProcessHandle orphan;
        try {
            first.awaitReady();
            write(data, "CREATE TABLE kept AS SELECT 42 AS value");
            refuses("second", "in use by another tmc-stats", "--data", data.toString(), "--port", port);

            String url = superuser(data).url();
            ProcessHandle killed = postmaster(data);
            kill(killed);
            awaitKept(data);
            orphan = postmaster(data);
            assertNotEquals(killed.pid(), orphan.pid());
            assertEquals(url, superuser(data).url(), "the pool knows this port only");
        } finally {
            kill(first.process().toHandle());
        }
        assertTrue(orphan.isAlive(), "nobody stopped the database");

        Run again = run("again", "--data", data.toString(), "--port", port);
        try {
            again.awaitReady();
            assertFalse(orphan.isAlive(), "the left-over database is stopped before a new one starts");
            Login admin = superuser(data);
            assertAll(
                    () -> assertEquals("42", admin.ask("SELECT value FROM kept")),
                    () -> assertEquals("on", admin.ask("SHOW fsync")),
                    () -> assertEquals("on", admin.ask("SHOW synchronous_commit")),
                    () -> assertEquals("on", admin.ask("SHOW full_page_writes")),
                    () -> assertEquals("127.0.0.1", admin.ask("SHOW listen_addresses")));
            ProcessHandle last = postmaster(data);
            assertEquals(143, again.stop(), again::errors);
            assertFalse(last.isAlive());
            assertFalse(Files.exists(data.resolve("postgres/postmaster.pid")));
        } finally {
            kill(again.process().toHandle());
        }
    }

    @Test
    void a_taken_port_is_refused() throws Exception {
        try (ServerSocket foreign = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(foreign.getLocalPort());
            refuses("taken", "port " + port, "--data", folder.resolve("d").toString(), "--port", port);
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused() throws Exception {
        Path file = Files.createFile(folder.resolve("a-file"));
        refuses(
                "unwritable",
                "cannot be written",
                "--data",
                file.resolve("data").toString());
    }

    @Test
    void an_unreachable_database_is_refused_without_its_password() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + freePort() + "/tmc?user=tmc&password=hush-hush";
        String http = Integer.toString(freePort());
        String data = folder.resolve("d").toString();
        refuses("unreachable", "cannot be used", "--data", data, "--port", http, "--database", url);
        assertFalse(Files.readString(folder.resolve("unreachable.err")).contains("hush"));
    }

    @Test
    void a_login_that_owns_the_schema_is_refused() throws Exception {
        String url = TestDatabase.create().url() + "?user=postgres";
        String http = Integer.toString(freePort());
        String data = folder.resolve("d").toString();
        refuses("owner", "owns the schema", "--data", data, "--port", http, "--database", url);
    }

    @Test
    void an_option_that_cannot_be_read_is_refused() throws Exception {
        refuses("option", "--port", "--port", "many");
    }

    @Test
    void the_database_is_brought_up_to_date_without_a_server() throws Exception {
        Path data = folder.resolve("data");
        Run run = run("migrate", "--data", data.toString(), "--migrate");
        assertEquals(0, run.end(), run::errors);
        assertTrue(Files.readString(run.out()).contains("up to date"));
        assertFalse(Files.exists(data.resolve("postgres/postmaster.pid")));
    }
}
