package org.tmcstats.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.store.Database;

/** Requests of a person with a million measurements, through the packaged server from approval to the answer. */
final class SubjectRequests {
    private static final int CALLS = 5_000;
    private static final int ROWS_A_CALL = 200;
    private static final int DAYS = 10;
    private static final String NAME = "bench_subject";
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    private final Figures figures;
    private final BenchDatabase databases;
    private final Path packaged;
    private final Path work;
    private final HttpClient http = HttpClient.newHttpClient();

    SubjectRequests(Figures figures, BenchDatabase databases, Path packaged, Path work) {
        this.figures = figures;
        this.databases = databases;
        this.packaged = packaged;
        this.work = work;
    }

    void run() throws IOException, SQLException, InterruptedException {
        int calls = figures.scaled(CALLS);
        Database database = databases.create(NAME);
        fill(database, calls);
        databases.run(NAME, "VACUUM ANALYZE");
        databases.run(NAME, "CHECKPOINT");
        Path data = work.resolve("subject");
        PackagedServer.delete(data);
        try (PackagedServer server = PackagedServer.start(
                packaged,
                data,
                Map.of(
                        "TMC_DATABASE_USER",
                        "tmc_server",
                        "TMC_DATABASE_PASSWORD",
                        "none",
                        "TMC_PRIVACY_FOUR_EYES",
                        "false"),
                "--database",
                databases.url(NAME))) {
            String base = "http://127.0.0.1:" + server.port() + "/api/v1/privacy/requests";
            long begin = System.nanoTime();
            String access = complete(base, "access");
            long bytes = download(base + "/" + access + "/export");
            double export = (System.nanoTime() - begin) / 1e9;
            begin = System.nanoTime();
            String erasure = complete(base, "erasure");
            get(base + "/" + erasure + "/certificate");
            double erase = (System.nanoTime() - begin) / 1e9;
            String size = calls * ROWS_A_CALL + " measurements in " + calls + " calls";
            figures.add(
                    "subject_export",
                    export,
                    "s",
                    null,
                    Limit.atMost(60),
                    "Access request of a person with " + size + ", from approval to the last byte of the ZIP (" + bytes
                            + " bytes), through the packaged server with a heap of 512 MB.");
            figures.add(
                    "subject_erasure",
                    erase,
                    "s",
                    null,
                    Limit.atMost(60),
                    "Erasure of the same person, from approval to the certificate, files rewritten and log cleared.");
            figures.add(
                    "subject_memory",
                    Processes.peakMib(server.pid()),
                    "MiB",
                    null,
                    Limit.atMost(1024),
                    "Peak resident memory of the server's JVM (heap bound 512 MB) in both.");
        }
        databases.drop(NAME);
        PackagedServer.delete(data);
    }

    /** The person is the agent of every call but each sixth. */
    private static void fill(Database database, int calls) {
        database.useTransaction(h -> {
            h.execute("SELECT ops.ensure_day((current_date - d)::date) FROM generate_series(0, " + DAYS + ") d");
            h.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'bench')");
            h.execute("CREATE TEMPORARY TABLE c ON COMMIT DROP AS SELECT k, (current_date - (k % " + DAYS
                    + ")::int - 1)::date AS day, k % 6 <> 0 AS own FROM generate_series(1, " + calls + " * 6 / 5) k");
            h.execute(
                    "INSERT INTO identity.call SELECT day, k, 'session-' || md5(k::text), 'conversation-' || k FROM c");
            h.execute("INSERT INTO identity.participant SELECT day, k, 'agent', CASE WHEN own THEN 'agent-bench'"
                    + " ELSE 'agent-' || k END, 'leg' FROM c UNION ALL SELECT day, k, 'customer', '+1555' || (1000000 + k),"
                    + " 'leg' FROM c");
            h.execute(
                    "INSERT INTO identity.address SELECT day, k, 1, '203.0.113.10:40000', '198.51.100.' || k % 250 || ':'"
                            + " || 10000 + k FROM c");
            h.execute(
                    "INSERT INTO identity.event SELECT day, k * 100 + e, k, day + interval '1 hour', '{\"type\":\"signal\","
                            + "\"source\":\"' || CASE WHEN own THEN 'agent-bench' ELSE 'agent-' || k END || '\",\"descriptor\":\"'"
                            + " || repeat('a=rtpmap:111 opus/48000/2 ', 20) || '\"}' FROM c, generate_series(1, 10) e");
            h.execute(
                    "INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, packets, mos_micro, jitter_us,"
                            + " rtt_us, mos_bucket, bad) SELECT day + interval '1 hour' + i * interval '10 s', 1, k, 1, 1, 250,"
                            + " 4200000 + i, 4000 + i, 38000, 900, false FROM c, generate_series(1, " + ROWS_A_CALL
                            + ") i");
        });
    }

    private String complete(String base, String type) throws IOException, InterruptedException {
        String filed = post(
                base, "{\"type\":\"" + type + "\",\"identities\":[{\"kind\":\"agent\",\"value\":\"agent-bench\"}]}");
        Matcher id = ID.matcher(filed);
        if (!id.find()) {
            throw new IOException("not filed: " + filed);
        }
        post(base + "/" + id.group(1) + "/approve", "");
        String status;
        do {
            Thread.sleep(100);
            status = get(base + "/" + id.group(1));
            if (status.contains("\"status\":\"failed\"")) {
                throw new IOException(status);
            }
        } while (!status.contains("\"status\":\"completed\""));
        return id.group(1);
    }

    private String post(String url, String body) throws IOException, InterruptedException {
        return http.send(
                        request(url)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private String get(String url) throws IOException, InterruptedException {
        return http.send(request(url).build(), BodyHandlers.ofString()).body();
    }

    private long download(String url) throws IOException, InterruptedException {
        try (InputStream in =
                http.send(request(url).build(), BodyHandlers.ofInputStream()).body()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static HttpRequest.Builder request(String url) {
        String credentials =
                Base64.getEncoder().encodeToString(("admin:" + PackagedServer.SECRET).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Basic " + credentials);
    }
}
