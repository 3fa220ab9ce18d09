package org.tmcstats.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged server with simulated sources: a media server with calls that begin, degrade, fail and end, and set-top
 * boxes. Sends three days of the past at once, then goes on in real time until it is stopped.
 */
public final class Demo {
    private static final int DAYS = 3;
    private static final int BOXES = 12;
    private static final Duration PLAYED = Duration.ofMinutes(30);
    private static final Duration BETWEEN_CALLS = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String secret;
    private final SimulatedMediaServer mediaServer = new SimulatedMediaServer(0);
    private final CallTraffic calls = new CallTraffic(System.currentTimeMillis());
    private final List<StbTraffic> boxes = new ArrayList<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));

    private record Due(Instant at, String message) {}

    private Demo(int port, String secret) {
        this.base = "http://127.0.0.1:" + port + "/api/v1";
        this.secret = secret;
        for (int i = 0; i < BOXES; i++) {
            boxes.add(new StbTraffic(7, i));
        }
    }

    /** Arguments: folder of the packaged server, data folder, port. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[2]);
        String secret = secret(Path.of(args[1]));
        Demo demo = new Demo(port, secret);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-jar",
                        Path.of(args[0], "tmc-stats.jar").toString(),
                        "--data",
                        args[1],
                        "--port",
                        args[2])
                .inheritIO();
        builder.environment().put("TMC_ADMIN_SECRET", secret);
        builder.environment().put("TMC_MEDIA_SERVER_DEMO_URL", demo.mediaServer.url());
        Process server = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        if (!demo.awaitReady(server)) {
            System.err.println("the demo ends: the server did not start");
            System.exit(1);
        }
        demo.run(server);
        System.exit(1);
    }

    /** The secret takes effect at the first start on a data folder, so the demo keeps its own beside the data. */
    private static String secret(Path data) throws IOException {
        Path file = Files.createDirectories(data).resolve("demo.secret");
        if (!Files.exists(file)) {
            byte[] random = new byte[18];
            new SecureRandom().nextBytes(random);
            String given = System.getenv("TMC_ADMIN_SECRET");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, given == null ? Base64.getUrlEncoder().encodeToString(random) : given);
        }
        return Files.readString(file);
    }

    private static void stop(Process server) {
        server.destroy();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitReady(Process server) throws InterruptedException {
        while (server.isAlive()) {
            if (mediaServer.connections() > 0 && status("/feeds") == 200) {
                return true;
            }
            pause(Duration.ofMillis(500));
        }
        return false;
    }

    private void run(Process server) throws IOException, InterruptedException {
        Instant now = Instant.now();
        boolean isNew = !hasReports(now);
        if (isNew) {
            sendPast(now);
        }
        runJob("hourly-kpi");
        runJob("daily-kpi");
        tell(now, isNew);
        Instant nextCall = now;
        Instant nextReport = now.plus(PLAYED);
        while (server.isAlive()) {
            Instant present = Instant.now();
            if (present.isAfter(nextCall)) {
                plan(present);
                nextCall = present.plusSeconds(20);
            }
            if (present.isAfter(nextReport)) {
                report(present);
                nextReport = present.plus(PLAYED);
            }
            sendDue(present);
            pause(Duration.ofSeconds(1));
        }
    }

    /** What an earlier run sent stays in the data folder: sent once more, calls would be there twice. */
    private boolean hasReports(Instant now) throws IOException, InterruptedException {
        Instant day = now.truncatedTo(ChronoUnit.DAYS);
        HttpRequest days = request("/reports/call-quality?granularity=day&limit=1&from="
                        + day.minus(DAYS, ChronoUnit.DAYS) + "&to=" + day.plus(1, ChronoUnit.DAYS))
                .build();
        String reply = http.send(days, BodyHandlers.ofString()).body();
        return reply.contains("\"bucket\":\"");
    }

    private void sendPast(Instant now) throws IOException, InterruptedException {
        Instant began = now.minus(DAYS, ChronoUnit.DAYS);
        for (Instant at = began; at.isBefore(now); at = at.plus(BETWEEN_CALLS)) {
            plan(at);
        }
        sendDue(now);
        for (Instant at = began.plus(PLAYED); at.isBefore(now); at = at.plus(PLAYED)) {
            report(at);
        }
    }

    private void plan(Instant begin) {
        for (String message : calls.call(begin, Instant.MAX)) {
            due.add(new Due(timestamp(message), message));
        }
    }

    private void sendDue(Instant until) {
        while (!due.isEmpty() && !due.peek().at().isAfter(until)) {
            mediaServer.send(due.remove().message());
        }
    }

    private void report(Instant at) throws IOException, InterruptedException {
        for (StbTraffic box : boxes) {
            HttpRequest request = request("/feeds/stb/" + box.device())
                    .POST(BodyPublishers.ofString(box.report(at, (int) PLAYED.toSeconds())))
                    .build();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 202) {
                System.err.println("a set-top-box report was answered by " + status);
            }
        }
    }

    private void runJob(String job) throws IOException, InterruptedException {
        HttpRequest start = request("/batch/jobs/" + job + "/executions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        String reply = http.send(start, BodyHandlers.ofString()).body();
        Matcher id = Pattern.compile("\"id\":\\s*(\\d+)").matcher(reply);
        if (!id.find()) {
            System.err.println(job + " was not started: " + reply);
            return;
        }
        do {
            pause(Duration.ofMillis(300));
            HttpRequest execution = request("/batch/executions/" + id.group(1)).build();
            reply = http.send(execution, BodyHandlers.ofString()).body();
        } while (!reply.matches("(?s).*\"endedAt\":\\s*\".*"));
    }

    private void tell(Instant now, boolean isNew) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        Instant day = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        String curl = "  curl -u 'admin:" + secret + "' ";
        System.out.println();
        System.out.println("tmc-stats demo: " + base + "  (client admin, secret " + secret + ")");
        System.out.println(
                isNew
                        ? "Three days of simulated calls and set-top boxes are in. Try:"
                        : "It goes on with the days that an earlier run sent. Try:");
        System.out.println(curl + "'" + base + "/reports/call-quality?granularity=day&from="
                + day.minus(4, ChronoUnit.DAYS) + "&to=" + day + "'");
        System.out.println(curl + "-H 'Accept: text/csv' '" + base + "/reports/calls?from="
                + hour.minus(6, ChronoUnit.HOURS) + "&to=" + hour + "&limit=1000'");
        System.out.println("    (one page of 1000 calls at most; the header Link names the next, see -D -)");
        System.out.println(curl + "'" + base + "/reports/stb-network?granularity=day&from="
                + day.minus(4, ChronoUnit.DAYS) + "&to=" + day + "'");
        System.out.println(curl + "'" + base + "/feeds'");
        System.out.println("Ctrl-C ends everything; without a terminal: kill "
                + ProcessHandle.current().pid());
    }

    private int status(String path) throws InterruptedException {
        try {
            return http.send(request(path).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private HttpRequest.Builder request(String path) {
        String credentials = Base64.getEncoder().encodeToString(("admin:" + secret).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Basic " + credentials);
    }

    private static Instant timestamp(String message) {
        int at = message.lastIndexOf("\"ts\":") + 5;
        long micros = Long.parseLong(message.substring(at, message.indexOf('}', at)));
        return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
