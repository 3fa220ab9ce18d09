package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged server on a data folder, as a person runs it. */
final class PackagedRun implements AutoCloseable {
    static final String SECRET = "only-for-this-test-0123456789";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path PACKAGE = Path.of(System.getProperty("launcher.dir", "target/tmc-stats"));

    private final Process process;
    private final Path data;
    private final int port;

    private PackagedRun(Process process, Path data, int port) {
        this.process = process;
        this.data = data;
        this.port = port;
    }

    static PackagedRun start(Path data, Path output, Map<String, String> environment) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                PACKAGE.resolve("tmc-stats.jar").toString(),
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("TMC_"));
        builder.environment().put("TMC_ADMIN_SECRET", SECRET);
        builder.environment().putAll(environment);
        PackagedRun run = new PackagedRun(builder.start(), data, port);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.readString(output).contains("tmc-stats is ready: ") || !run.process.isAlive());
        assertTrue(run.process.isAlive(), Files.readString(output));
        return run;
    }

    RequestSpecification as(String id, String secret) {
        return RestAssured.given()
                .baseUri("http://127.0.0.1:" + port)
                .basePath("/api/v1")
                .auth()
                .preemptive()
                .basic(id, secret);
    }

    RequestSpecification admin() {
        return as("admin", SECRET);
    }

    /** The embedded database as its superuser. */
    Connection superuser() throws IOException, SQLException {
        String dbPort =
                Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
        String password = Files.readString(data.resolve("postgres.password")).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + dbPort + "/tmc", "postgres", password);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "still running");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
