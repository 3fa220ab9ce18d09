package org.tmcstats.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.store.Database;

/** Figures of the packaged server as a whole: ingest by WebSocket and by POST, memory, start. */
final class Server {
    private static final int ROUNDS = 3;
    private static final int MESSAGES = 200_000;
    /** Rounds with and without credentials; as many before warm up. */
    private static final int PAIRS = 7;

    private static final int SLICES = 20;

    private static final int STREAMS = 5;
    private static final int CONNECTIONS = 16;
    private static final int REQUESTS = 20_000;
    private static final int REPORTS = 50;
    private static final String DATABASE = "bench_server";

    private final Figures figures;
    private final BenchDatabase databases;
    private final Path packaged;
    private final Path work;

    Server(Figures figures, BenchDatabase databases, Path packaged, Path work) {
        this.figures = figures;
        this.databases = databases;
        this.packaged = packaged;
        this.work = work;
    }

    /** From an empty folder and from one in use, with the embedded database. */
    void start() throws IOException {
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Path data = work.resolve("start");
            PackagedServer.delete(data);
            for (List<Double> times : List.of(first, second)) {
                try (PackagedServer server = PackagedServer.start(packaged, data, Map.of())) {
                    times.add(server.startSeconds());
                }
            }
            PackagedServer.delete(data);
        }
        figures.add(
                "start_first",
                Figures.median(first),
                "s",
                "From nothing to ready: database made, migrated, WAR deployed.");
        figures.add("start_again", Figures.median(second), "s", "From a stopped server with its data to ready.");
    }

    /** By WebSocket from one media server, in messages of 1 kB, until the last row can be seen. */
    void webSocketIngest() throws IOException, SQLException {
        int messages = figures.scaled(MESSAGES);
        Database database = databases.create(DATABASE);
        quiet(database);
        Path data = work.resolve("ws");
        PackagedServer.delete(data);
        try (Child counted = Child.of(MediaServerSource.class, "-Xmx1g");
                Child source = Child.of(MediaServerSource.class, "-Xmx1g")) {
            String url = "ws://127.0.0.1:" + source.line() + "/stats";
            try (PackagedServer server = PackagedServer.start(
                            packaged,
                            data,
                            Map.of(
                                    "TMC_MEDIA_SERVER_BENCH_URL",
                                    url,
                                    "TMC_DATABASE_USER",
                                    "tmc_server",
                                    "TMC_DATABASE_PASSWORD",
                                    "none"),
                            "--database",
                            databases.url(DATABASE));
                    Child counting =
                            Child.of(CountingClient.class, "-Xmx512m", "ws://127.0.0.1:" + counted.line() + "/stats")) {
                counting.awaitLine("connected");
                List<Run> stored = new ArrayList<>();
                List<Run> merely = new ArrayList<>();
                // The first round warms up and does not count.
                for (int round = 0; round <= ROUNDS; round++) {
                    int first = 1 + round * messages;
                    prepare(counted, messages, first);
                    prepare(source, messages, first);
                    merely.add(count(counted, counting, messages));
                    stored.add(store(source, server, database, messages));
                }
                report(messages, stored.subList(1, stored.size()), merely.subList(1, merely.size()));
                figures.add(
                        "memory_ingest",
                        Processes.peakMib(server.pid()),
                        "MiB",
                        null,
                        Limit.atMost(1024),
                        "Peak resident memory of the server's JVM (heap bound 512 MB) in ws_ingest.");
            }
        }
        databases.drop(DATABASE);
        PackagedServer.delete(data);
    }

    /** One transfer: time, and CPU time in the receiver, PostgreSQL and the source. */
    private record Run(double seconds, double receiver, double postgres, double source) {}

    private Run count(Child source, Child client, int messages) throws IOException {
        double client0 = Processes.cpuSeconds(client.pid());
        double source0 = Processes.cpuSeconds(source.pid());
        long begin = System.nanoTime();
        source.say("go");
        client.say(Integer.toString(messages));
        client.awaitLine("counted");
        double seconds = (System.nanoTime() - begin) / 1e9;
        source.awaitLine("done");
        return new Run(
                seconds, Processes.cpuSeconds(client.pid()) - client0, 0, Processes.cpuSeconds(source.pid()) - source0);
    }

    private Run store(Child source, PackagedServer server, Database database, int messages)
            throws IOException, SQLException {
        long postgres = databases.pid();
        double server0 = Processes.cpuSeconds(server.pid());
        double postgres0 = Processes.cpuSeconds(postgres);
        double source0 = Processes.cpuSeconds(source.pid());
        long begin = System.nanoTime();
        source.say("go");
        await(database, (long) messages * STREAMS);
        double seconds = (System.nanoTime() - begin) / 1e9;
        source.awaitLine("done");
        Run run = new Run(
                seconds,
                Processes.cpuSeconds(server.pid()) - server0,
                Processes.cpuSeconds(postgres) - postgres0,
                Processes.cpuSeconds(source.pid()) - source0);
        long rows = database.inTransaction(h -> h.createQuery("SELECT count(*) FROM raw.measurement")
                .mapTo(Long.class)
                .one());
        if (rows != (long) messages * STREAMS) {
            throw new IllegalStateException(rows + " rows of " + messages + " messages");
        }
        empty(database);
        return run;
    }

    private void report(int messages, List<Run> stored, List<Run> merely) throws IOException {
        double stores = messages / middle(stored, 0);
        double counts = messages / middle(merely, 0);
        figures.add(
                "ws_ingest",
                stores,
                "messages/s",
                counts,
                Limit.atLeast(0.7),
                "Messages of 1 kB by WebSocket, decoded, durable, stored, until the last row can be seen; against the"
                        + " same client merely counting them.");
        String[] names = {"server", "postgres", "source"};
        for (int i = 0; i < names.length; i++) {
            figures.add(
                    "ws_ingest_cpu_" + names[i],
                    middle(stored, i + 1) / messages * 100_000,
                    "s/100000",
                    "CPU time per 100,000 messages of ws_ingest, process: " + names[i] + ".");
        }
        figures.add(
                "ws_ingest_cpu_counting",
                middle(merely, 1) / messages * 100_000,
                "s/100000",
                "CPU time per 100,000 messages of the client that merely counts.");
        int processors = Runtime.getRuntime().availableProcessors();
        figures.add(
                "ws_ingest_bound",
                processors * messages / (middle(merely, 1) + middle(stored, 2) + middle(stored, 3)),
                "messages/s",
                counts,
                null,
                "What " + processors + " processors could take if the server needed no more than the client that merely"
                        + " counts: by the CPU time of that client, of PostgreSQL and of the source.");
    }

    private static double middle(List<Run> runs, int which) {
        return Figures.median(runs.stream()
                .map(r -> switch (which) {
                    case 0 -> r.seconds();
                    case 1 -> r.receiver();
                    case 2 -> r.postgres();
                    default -> r.source();
                })
                .toList());
    }

    /** By POST over connections that stay open, answered when on disk. */
    void stbIngest() throws IOException, SQLException, InterruptedException {
        Database database = databases.create(DATABASE);
        quiet(database);
        Path data = work.resolve("stb");
        PackagedServer.delete(data);
        try (PackagedServer server = PackagedServer.start(
                packaged,
                data,
                Map.of("TMC_DATABASE_USER", "tmc_server", "TMC_DATABASE_PASSWORD", "none"),
                "--database",
                databases.url(DATABASE))) {
            HttpLoad load = new HttpLoad(server.port(), "admin", PackagedServer.SECRET, CONNECTIONS);
            load.signIn("/api/v1/bench-empty");
            int singles = figures.scaled(REQUESTS);
            int fifties = Math.max(CONNECTIONS, figures.scaled(REQUESTS / 10));
            List<Double> one = new ArrayList<>();
            List<Double> none = new ArrayList<>();
            List<Double> fifty = new ArrayList<>();
            List<Double> noneOfFifty = new ArrayList<>();
            for (int round = 0; round <= ROUNDS; round++) {
                StbBodies bodies = new StbBodies(round);
                List<byte[]> single = bodies.bodies(singles, 1);
                List<byte[]> many = bodies.bodies(fifties, REPORTS);
                none.add(singles / load.seconds("/api/v1/bench-empty", single));
                one.add(singles / load.seconds("/api/v1/feeds/stb", single));
                await(database, singles);
                empty(database);
                noneOfFifty.add(fifties * REPORTS / load.seconds("/api/v1/bench-empty", many));
                fifty.add(fifties * REPORTS / load.seconds("/api/v1/feeds/stb", many));
                await(database, (long) fifties * REPORTS);
                empty(database);
            }
            figures.add(
                    "stb_ingest_1",
                    warm(one),
                    "reports/s",
                    warm(none),
                    Limit.atLeast(0.6),
                    "Set-top-box reports by POST, one a request, " + CONNECTIONS
                            + " connections, each answered when on disk; against a POST of the same bodies, with the same"
                            + " credentials, that does nothing.");
            figures.add(
                    "stb_ingest_50",
                    warm(fifty),
                    "reports/s",
                    warm(noneOfFifty),
                    null,
                    "The same with 50 reports a request.");
        }
        databases.drop(DATABASE);
        PackagedServer.delete(data);
    }

    /** Reports by POST with credentials that are verified, and without any. */
    void authentication() throws IOException, SQLException, InterruptedException {
        Database database = databases.create(DATABASE);
        quiet(database);
        Path data = work.resolve("auth");
        PackagedServer.delete(data);
        try (PackagedServer server = PackagedServer.start(
                packaged,
                data,
                Map.of("TMC_DATABASE_USER", "tmc_server", "TMC_DATABASE_PASSWORD", "none"),
                "--database",
                databases.url(DATABASE))) {
            HttpLoad load = new HttpLoad(server.port(), "admin", PackagedServer.SECRET, CONNECTIONS);
            load.signIn("/api/v1/bench-empty");
            int requests = figures.scaled(REQUESTS);
            List<Double> with = new ArrayList<>();
            List<Double> without = new ArrayList<>();
            for (int round = 0; round < 2 * PAIRS; round++) {
                List<byte[]> signed = new StbBodies(2 * round).bodies(requests, 1);
                List<byte[]> open = new StbBodies(2 * round + 1).bodies(requests, 1);
                double signedSeconds = 0;
                double openSeconds = 0;
                // In short turns, so that what else the machine does meets both alike.
                int slice = Math.max(CONNECTIONS, requests / SLICES);
                for (int from = 0; from < requests; from += slice) {
                    int to = Math.min(requests, from + slice);
                    boolean openFirst = from / slice % 2 == 0;
                    if (openFirst) {
                        openSeconds += load.seconds("/bench-open/bench/stb", open.subList(from, to));
                    }
                    signedSeconds += load.seconds("/api/v1/feeds/stb", signed.subList(from, to));
                    if (!openFirst) {
                        openSeconds += load.seconds("/bench-open/bench/stb", open.subList(from, to));
                    }
                }
                with.add(requests / signedSeconds);
                without.add(requests / openSeconds);
                await(database, 2L * requests);
                empty(database);
            }
            // The first rounds warm up: code is compiled for more than a minute under this load.
            int middle = IntStream.range(PAIRS, 2 * PAIRS)
                    .boxed()
                    .sorted(Comparator.comparing(round -> with.get(round) / without.get(round)))
                    .toList()
                    .get(PAIRS / 2);
            figures.add(
                    "auth",
                    with.get(middle),
                    "reports/s",
                    without.get(middle),
                    Limit.atLeast(0.95),
                    "Set-top-box reports by POST with HTTP Basic, roles checked, one a request, " + CONNECTIONS
                            + " connections, each answered when on disk; against the same without authentication and"
                            + " authorisation, in short turns: the round of the median ratio.");
        }
        databases.drop(DATABASE);
        PackagedServer.delete(data);
    }

    /** Without the first round. */
    private static double warm(List<Double> rounds) {
        return Figures.median(rounds.subList(1, rounds.size()));
    }

    private static void prepare(Child source, int messages, int first) throws IOException {
        source.say("prepare " + messages + " " + first);
        source.awaitLine("done");
    }

    /** No job may take batches away while rows are counted by them. */
    private static void quiet(Database database) {
        database.useTransaction(h -> h.execute("UPDATE ops.schedule SET enabled = false"));
    }

    /** Waits until that many rows are announced; a batch is committed with its rows. */
    private static void await(Database database, long rows) {
        long deadline = System.nanoTime() + 600_000_000_000L;
        while (true) {
            long there = database.inTransaction(h -> h.createQuery("SELECT coalesce(sum(records), 0) FROM raw.batch")
                    .mapTo(Long.class)
                    .one());
            if (there >= rows) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(there + " of " + rows + " rows came");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    private void empty(Database database) throws SQLException {
        database.useTransaction(
                h -> h.execute("TRUNCATE raw.measurement, raw.stb_media, raw.stb_network, raw.stb_seen, raw.batch"));
        databases.run(DATABASE, "CHECKPOINT");
    }
}
