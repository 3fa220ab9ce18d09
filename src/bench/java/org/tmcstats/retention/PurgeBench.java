package org.tmcstats.retention;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.tmcstats.audit.TestAudit;
import org.tmcstats.bench.BenchDatabase;
import org.tmcstats.bench.Figures;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.identity.Persons;
import org.tmcstats.identity.Suppression;
import org.tmcstats.keys.Keys;
import org.tmcstats.keys.Sealing;
import org.tmcstats.retention.hold.Holds;
import org.tmcstats.retention.hold.TestHolds;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestSettings;

/** Redacting and purging a day that holds many measurements, against one that holds few, with as many people on each. */
public final class PurgeBench {
    private static final String NAME = "bench_purge";
    private static final int MANY = 10_000_000;
    private static final int FEW = 100_000;
    private static final int CALLS = 5_000;
    private static final int ROUNDS = 5;
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

    private final Figures figures;
    private final BenchDatabase databases;
    private final Path work;
    private final Map<String, List<Double>> times = new TreeMap<>();

    public PurgeBench(Figures figures, BenchDatabase databases, Path work) {
        this.figures = figures;
        this.databases = databases;
        this.work = work;
    }

    public void run() throws IOException, SQLException {
        Database database = databases.create(NAME);
        Settings settings = TestSettings.with(
                "tmc.keys.file", work.resolve("purge-master.key").toString());
        Keys keys = new Keys(database, settings);
        Persons persons = new Persons(keys, settings);
        Holds holds = new Holds(
                new PersonalColumns(database), persons, new Suppression(database, persons, keys, new Sealing(keys)));
        Purge purge = new Purge(database, holds, TestAudit.of(database, keys), settings);
        database.useTransaction(h -> {
            h.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'one')");
            RetentionConfig config = RetentionConfig.from(settings);
            Map<String, Object> days = Map.of("rawMeasurements", 30, "identities", 30, "events", 30);
            RetentionDays.read(h, config).with(days, config).write(h, days);
        });
        for (int round = 0; round < ROUNDS; round++) {
            boolean held = round >= ROUNDS - 2;
            if (round == ROUNDS - 2) {
                database.useTransaction(h -> TestHolds.place(
                        holds, h, persons.person(PersonKind.AGENT, "agent-7").orElseThrow(), null, null, null));
            }
            LocalDate few = TODAY.minusDays(80 - 20L * (round % 2));
            LocalDate many = few.plusDays(10);
            fill(database, few, figures.scaled(FEW));
            fill(database, many, figures.scaled(MANY));
            databases.run(NAME, "VACUUM ANALYZE raw.measurement");
            databases.run(NAME, "CHECKPOINT");
            for (LocalDate day : round % 2 == 0 ? List.of(few, many) : List.of(many, few)) {
                String size = day.equals(few) ? " few" : " many";
                removeFile(database, "files" + size, day);
                String what = held ? "held " : "";
                measure(database, purge, what + "redact" + size, day, EnumSet.of(Topic.IDENTITIES, Topic.EVENTS));
                measure(database, purge, what + "purge" + size, day, EnumSet.of(Topic.RAW_MEASUREMENTS));
            }
            database.useTransaction(h -> h.execute("TRUNCATE raw.measurement, identity.call, identity.participant"));
        }
        add("redact", "Identities and events of a day", "redact");
        add("purge", "Raw rows of a day", "purge");
        figures.add(
                "purge_files",
                median("files many"),
                "ms",
                median("files few"),
                null,
                "What the file system takes to remove files of the sizes that a day's raw rows have, without PostgreSQL,"
                        + " which does so behind the commit, when nobody waits any more.");
        add("redact_held", "As purge_redact, while a hold keeps one of 500 agents and the calls", "held redact");
        add("raw_held", "As purge_raw, while a hold keeps one of 500 agents and the calls", "held purge");
        databases.drop(NAME);
    }

    /** Removes a file as large as a day's partition. */
    private void removeFile(Database database, String what, LocalDate day) throws IOException {
        long left = database.inTransaction(h -> h.createQuery("SELECT pg_total_relation_size(CAST(? AS regclass))")
                .bind(0, "raw.measurement_" + day.format(DateTimeFormatter.BASIC_ISO_DATE))
                .mapTo(Long.class)
                .one());
        Path file = work.resolve("purge-files");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] bytes = new byte[1 << 20];
            new Random(1).nextBytes(bytes);
            for (; left > 0; left -= bytes.length) {
                out.write(ByteBuffer.wrap(bytes));
            }
            out.force(true);
        }
        long begin = System.nanoTime();
        Files.delete(file);
        times.computeIfAbsent(what, w -> new ArrayList<>()).add((System.nanoTime() - begin) / 1e6);
    }

    private void add(String name, String about, String what) throws IOException {
        figures.add(
                "purge_" + (name.equals("purge") ? "raw" : name),
                median(what + " many"),
                "ms",
                median(what + " few"),
                name.endsWith("held") ? null : Limit.atMost(2),
                about + " with " + figures.scaled(MANY) + " measurements, until committed; against one with "
                        + figures.scaled(FEW) + " and as many people, " + CALLS + " calls.");
    }

    private void measure(Database database, Purge purge, String what, LocalDate day, Set<Topic> topics) {
        DueDays due = database.inTransaction(h -> purge.due(h, topics, TODAY)).stream()
                .filter(d -> d.first().equals(day))
                .findFirst()
                .orElseThrow();
        long begin = System.nanoTime();
        if (purge.purge("bench", due, new Holds.Found()) != Purge.Outcome.PURGED) {
            throw new IllegalStateException("nothing was purged");
        }
        times.computeIfAbsent(what, w -> new ArrayList<>()).add((System.nanoTime() - begin) / 1e6);
    }

    private double median(String what) {
        List<Double> sorted =
                times.getOrDefault(what, List.of()).stream().sorted().toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    /** Calls one after the other, as they come. */
    private static void fill(Database database, LocalDate day, int measurements) {
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            h.execute("SELECT ops.ensure_day(?)", day);
            long base = day.toEpochDay() * 1_000_000;
            h.execute(
                    "INSERT INTO identity.call SELECT ?, ? + n, 'session-' || ? + n, NULL FROM generate_series(1, ?) n",
                    day,
                    base,
                    base,
                    CALLS);
            h.execute(
                    "INSERT INTO identity.participant SELECT ?, ? + n, 'agent', 'agent-' || n % 500, 'a'"
                            + " FROM generate_series(1, ?) n",
                    day, base, CALLS);
            h.execute(
                    "INSERT INTO identity.participant SELECT ?, ? + n, 'customer', '+4930' || 1000000 + n, 'c'"
                            + " FROM generate_series(1, ?) n",
                    day,
                    base,
                    CALLS);
            h.execute(
                    "INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, packets, packets_lost, mos_micro,"
                            + " jitter_us, rtt_us, loss_ppb, bad)"
                            + " SELECT ?::date + interval '86399 seconds' * n / ?, n / 8000, ? + n::bigint * ? / ?, 1, 1, 249,"
                            + " 1, 4310000, 4000, 38000, 4016064, false FROM generate_series(0, ?) n",
                    day,
                    measurements,
                    base,
                    CALLS,
                    measurements,
                    measurements - 1);
        });
    }
}
