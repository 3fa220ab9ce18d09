package org.tmcstats.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.store.Database;

/** Figures of the packaged server as a whole: ingest by WebSocket and by POST, memory, start. */
final class Server {
    private static final int ROUNDS = 3;
    private static final int MESSAGES = 200_000;
    /** Rounds that the server compiles its code in, for more than a minute, and that do not count. */
    private static final int WARM_UP = 7;

    /** Rounds of a figure and its reference in turns. */
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
                        + " same client merely counting them. What the processors allow: ws_ingest_bound.");
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
            List<Turns> single = new ArrayList<>();
            List<Turns> fifty = new ArrayList<>();
            for (int round = 0; round < WARM_UP + PAIRS; round++) {
                StbBodies bodies = new StbBodies(round);
                List<byte[]> ones = bodies.bodies(singles, 1);
                single.add(inTurns(load, "/api/v1/feeds/stb", ones, "/api/v1/bench-empty", ones));
                await(database, singles);
                empty(database);
                List<byte[]> many = bodies.bodies(fifties, REPORTS);
                fifty.add(inTurns(load, "/api/v1/feeds/stb", many, "/api/v1/bench-empty", many));
                await(database, (long) fifties * REPORTS);
                empty(database);
            }
            Turns one = middle(single);
            figures.add(
                    "stb_ingest_1",
                    singles / one.seconds(),
                    "reports/s",
                    singles / one.reference(),
                    Limit.atLeast(0.6),
                    "Set-top-box reports by POST, one a request, " + CONNECTIONS
                            + " connections, each answered when on disk; against a POST of the same bodies, with the same"
                            + " credentials, that does nothing, in short turns: the round of the median ratio.");
            Turns many = middle(fifty);
            figures.add(
                    "stb_ingest_50",
                    fifties * REPORTS / many.seconds(),
                    "reports/s",
                    fifties * REPORTS / many.reference(),
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
            List<Turns> rounds = new ArrayList<>();
            for (int round = 0; round < WARM_UP + PAIRS; round++) {
                rounds.add(inTurns(
                        load,
                        "/api/v1/feeds/stb",
                        new StbBodies(2 * round).bodies(requests, 1),
                        "/bench-open/bench/stb",
                        new StbBodies(2 * round + 1).bodies(requests, 1)));
                await(database, 2L * requests);
                empty(database);
            }
            Turns middle = middle(rounds);
            figures.add(
                    "auth",
                    requests / middle.seconds(),
                    "reports/s",
                    requests / middle.reference(),
                    Limit.atLeast(0.95),
                    "Set-top-box reports by POST with HTTP Basic, roles checked, one a request, " + CONNECTIONS
                            + " connections, each answered when on disk; against the same without authentication and"
                            + " authorisation, in short turns: the round of the median ratio.");
        }
        databases.drop(DATABASE);
        PackagedServer.delete(data);
    }

    /** How long the requests of one round took, and those of the reference. */
    private record Turns(double seconds, double reference) {}

    /** In short turns, so that what else the machine does meets both alike. */
    private static Turns inTurns(
            HttpLoad load, String path, List<byte[]> bodies, String referencePath, List<byte[]> referenceBodies)
            throws IOException, InterruptedException {
        double seconds = 0;
        double reference = 0;
        int slice = Math.max(CONNECTIONS, bodies.size() / SLICES);
        for (int from = 0; from < bodies.size(); from += slice) {
            int to = Math.min(bodies.size(), from + slice);
            boolean referenceFirst = from / slice % 2 == 0;
            if (referenceFirst) {
                reference += load.seconds(referencePath, referenceBodies.subList(from, to));
            }
            seconds += load.seconds(path, bodies.subList(from, to));
            if (!referenceFirst) {
                reference += load.seconds(referencePath, referenceBodies.subList(from, to));
            }
        }
        return new Turns(seconds, reference);
    }

    /** The round of the median ratio, of those behind the first, in which code is compiled. */
    private static Turns middle(List<Turns> rounds) {
        return rounds.stream()
                .skip(WARM_UP)
                .sorted(Comparator.comparing(turns -> turns.seconds() / turns.reference()))
                .toList()
                .get(PAIRS / 2);
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
