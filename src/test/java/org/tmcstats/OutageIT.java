package org.tmcstats;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.tmcstats.simulator.SimulatedMediaServer;

/** What was acknowledged is stored once, whatever is stopped or killed meanwhile. */
class OutageIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration OUTAGE = Duration.ofSeconds(30);
    private static final String SECRET = "only-for-this-test";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean sending = true;

    @Test
    void a_database_away_for_half_a_minute_and_a_killed_server_lose_and_double_nothing() throws Exception {
        int databasePort = freePort();
        int port = freePort();
        EmbeddedPostgres database = database(databasePort);
        try (SimulatedMediaServer mediaServer = new SimulatedMediaServer(0)) {
            migrate(databasePort, port);
            Process server = server(databasePort, port, mediaServer.url());
            try {
                awaitReady(server, port);
                await().atMost(PATIENCE).until(() -> mediaServer.connections() == 1);
                Thread messages = new Thread(() -> sendMessages(mediaServer));
                Thread reports = new Thread(() -> postReports(port));
                messages.start();
                reports.start();
                await().atMost(PATIENCE).until(() -> sent.get() > 2000 && acknowledged.get() > 20);

                database.close();
                int before = acknowledged.get();
                await().pollDelay(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(() -> true);
                assertTrue(acknowledged.get() > before, "reports are acknowledged while the database is away");
                database = database(databasePort);

                await().atMost(PATIENCE).until(() -> acknowledged.get() > before + 50);
                sending = false;
                messages.join();
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> count(databasePort, "measurement") >= sent.get());
                assertEquals(sent.get(), count(databasePort, "measurement"));
                assertEquals(sent.get(), count(databasePort, "measurement", "DISTINCT packets"));

                reports.join();
                sending = true;
                Thread more = new Thread(() -> postReports(port));
                int atKill = acknowledged.get() + 20;
                more.start();
                await().atMost(PATIENCE).until(() -> acknowledged.get() > atKill);
                server.destroyForcibly().waitFor();
                sending = false;
                more.join();
                server = server(databasePort, port, mediaServer.url());
                awaitReady(server, port);
                int all = acknowledged.get();
                await().atMost(PATIENCE).until(() -> count(databasePort, "stb_network") >= all);
                // The report under way at the kill may be stored without having been acknowledged.
                assertTrue(count(databasePort, "stb_network") <= all + 1);
                assertEquals(
                        count(databasePort, "stb_network"),
                        count(databasePort, "stb_network", "DISTINCT received_bytes"));
            } finally {
                server.destroy();
                server.waitFor();
            }
        } finally {
            database.close();
        }
    }

    private void sendMessages(SimulatedMediaServer to) {
        while (sending) {
            int number = sent.incrementAndGet();
            long micros = Instant.now().toEpochMilli() * 1000;
            to.send("{\"stats\":{\"stats\":{\"audio\":{\"local\":{\"packetsSent\":" + number
                    + ",\"packetsLost\":0,\"jitter\":4,\"rtt\":38}}},\"tagKeys\":[\"Location\",\"SessionId\"],"
                    + "\"tagValues\":[\"mediaserver/agent\",\"s-" + number % 500 + "\"],\"ts\":" + micros
                    + "},\"statsType\":\"webrtc\"}");
            if (number % 20 == 0) {
                pause(Duration.ofMillis(20));
            }
        }
    }

    private void postReports(int port) {
        for (int number = acknowledged.get() + 1; sending; number++) {
            String report =
                    "[{\"type\":\"network\",\"timestamp\":%d,\"name\":\"eth0\",\"stat\":{\"received_bytes\":%d}},]"
                            .formatted(Instant.now().getEpochSecond() - 100_000 + number, number);
            try {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/api/v1/feeds/stb/box"))
                        .header("Authorization", "Basic " + credentials())
                        .POST(BodyPublishers.ofString(report))
                        .build();
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 202) {
                    acknowledged.incrementAndGet();
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause(Duration.ofMillis(50));
        }
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("max_locks_per_transaction", "512")
                .start();
    }

    private void migrate(int databasePort, int port) throws IOException, InterruptedException {
        ProcessBuilder builder = launcher(databasePort, port, "postgres");
        builder.command().add("--migrate");
        assertEquals(0, start(builder).waitFor(), this::lastLog);
    }

    private Process server(int databasePort, int port, String mediaServer) throws IOException {
        ProcessBuilder builder = launcher(databasePort, port, "tmc_server");
        builder.environment().put("TMC_MEDIA_SERVER_LOAD_URL", mediaServer);
        return start(builder);
    }

    private ProcessBuilder launcher(int databasePort, int port, String user) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of(System.getProperty("launcher.dir", "target/tmc-stats"), "tmc-stats.jar")
                        .toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(port),
                "--database",
                "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres")));
        builder.environment().put("TMC_ADMIN_SECRET", SECRET);
        builder.environment().put("TMC_DATABASE_USER", user);
        builder.environment().put("TMC_DATABASE_PASSWORD", "none");
        return builder;
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Path log = Files.createTempFile(folder, "server", ".log");
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private void awaitReady(Process server, int port) {
        await().atMost(PATIENCE).until(() -> {
            assertTrue(server.isAlive(), () -> "the server ended: " + lastLog());
            try {
                HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                        .build();
                return http.send(ready, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private String lastLog() {
        try (Stream<Path> files = Files.list(folder)) {
            Path last = files.filter(f -> f.toString().endsWith(".log"))
                    .max(Comparator.comparingLong(f -> f.toFile().lastModified()))
                    .orElseThrow();
            return Files.readString(last);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int count(int port, String table) throws SQLException {
        return count(port, table, "*");
    }

    private static int count(int port, String table, String what) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        source.setUser("postgres");
        try (Connection c = source.getConnection();
                ResultSet rs = c.createStatement().executeQuery("SELECT count(" + what + ") FROM raw." + table)) {
            rs.next();
            return rs.getInt(1);
        }
    }

    private static String credentials() {
        return Base64.getEncoder().encodeToString(("admin:" + SECRET).getBytes(StandardCharsets.UTF_8));
    }

    /** Paces the load. */
    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
