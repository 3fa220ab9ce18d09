package org.tmcstats.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.mediaserver.MediaServerDecoder;
import org.tmcstats.feed.stb.StbDecoder;
import org.tmcstats.identity.Identities;
import org.tmcstats.raw.FeedCounters;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.raw.RawWriter;
import org.tmcstats.raw.SpoolPosition;
import org.tmcstats.raw.Spooled;
import org.tmcstats.simulator.CallTraffic;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestSettings;

/** Decoded records through the writer, against one COPY of the rows that it wrote. */
final class RawWrite {
    private static final int ROUNDS = 3;
    private static final int BATCH = 8_000;
    private static final int CALL_MESSAGES = 100_000;
    private static final int STB_MESSAGES = 200_000;
    private static final String NAME = "bench_raw";

    private final Figures figures;
    private final BenchDatabase databases;
    private final Database database;

    RawWrite(Figures figures, BenchDatabase databases) throws SQLException {
        this.figures = figures;
        this.databases = databases;
        this.database = databases.create(NAME);
    }

    void run() throws IOException, SQLException {
        measure("raw_write_calls", calls(), List.of("raw.measurement"), "Decoded measurements of calls");
        measure(
                "raw_write_stb",
                boxes(),
                List.of("raw.stb_media", "raw.stb_network", "raw.stb_seen"),
                "Decoded set-top-box reports, repeats recognised,");
        databases.drop(NAME);
    }

    private List<Spooled> calls() {
        int messages = figures.scaled(CALL_MESSAGES);
        CallTraffic traffic = new CallTraffic(1);
        Instant begin = Instant.now().minusSeconds(600);
        List<Spooled> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Instant at = begin.plusNanos(600_000_000_000L / messages * i);
            all.add(spooled(
                    "media-server/bench",
                    "",
                    traffic.load(i % Math.max(1, messages / 100), at).getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    private List<Spooled> boxes() {
        List<Spooled> all = new ArrayList<>();
        int box = 0;
        for (byte[] body : new StbBodies(1).bodies(figures.scaled(STB_MESSAGES), 1)) {
            all.add(spooled("stb", "box-" + box++ / 2 % 500, body));
        }
        return all;
    }

    private static Spooled spooled(String feed, String origin, byte[] body) {
        return new Spooled(new RawMessage(feed, origin, Instant.now(), body), 1, null);
    }

    private void measure(String name, List<Spooled> messages, List<String> tables, String what)
            throws IOException, SQLException {
        List<Double> writes = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        long rows = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            empty();
            double write = write(messages);
            Map<String, byte[]> binary = new LinkedHashMap<>();
            rows = 0;
            for (String table : tables) {
                binary.put(table, rowsOf(table));
                rows += database.inTransaction(h -> h.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
            }
            empty();
            double copy = copy(binary);
            // The first round warms up.
            if (round > 0) {
                writes.add(write);
                copies.add(copy);
            }
        }
        figures.add(
                name,
                rows / Figures.median(writes),
                "rows/s",
                rows / Figures.median(copies),
                Limit.atLeast(0.6),
                what + " through the writer, with identities, batches and positions, in transactions of " + BATCH
                        + " messages; against one COPY of the same rows into " + String.join(", ", tables) + ".");
    }

    private double write(List<Spooled> messages) {
        Settings settings = TestSettings.with();
        RawWriter writer = new RawWriter(
                database,
                new Identities(database),
                new FeedCounters(),
                List.of(new MediaServerDecoder(settings), new StbDecoder(settings)));
        UUID spool = UUID.randomUUID();
        writer.position(spool, 0, 0, 0);
        List<RawWriter.Prepared> prepared = new ArrayList<>();
        for (int i = 0; i < messages.size(); i += BATCH) {
            prepared.add(writer.prepare(messages.subList(i, Math.min(messages.size(), i + BATCH))));
        }
        long begin = System.nanoTime();
        for (int i = 0; i < prepared.size(); i++) {
            writer.store(new SpoolPosition(spool, 0, i, i + 1L), prepared.get(i));
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private byte[] rowsOf(String table) throws IOException, SQLException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Connection c = databases.source(NAME).getConnection()) {
            c.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT (FORMAT binary)", out);
        }
        return out.toByteArray();
    }

    private double copy(Map<String, byte[]> binary) throws SQLException {
        try (Connection c = databases.source(NAME).getConnection()) {
            c.setAutoCommit(false);
            long begin = System.nanoTime();
            for (Map.Entry<String, byte[]> table : binary.entrySet()) {
                CopyIn copy = c.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table.getKey() + " FROM STDIN (FORMAT binary)");
                copy.writeToCopy(table.getValue(), 0, table.getValue().length);
                copy.endCopy();
            }
            c.commit();
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private void empty() throws SQLException {
        database.useTransaction(h -> h.execute("TRUNCATE raw.measurement, raw.event, raw.stb_media, raw.stb_network,"
                + " raw.stb_seen, raw.batch, identity.call, identity.address, identity.device, identity.device_address,"
                + " identity.unknown_field, identity.quarantine"));
        databases.run(NAME, "CHECKPOINT");
    }
}
