package org.tmcstats.rollup;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.tmcstats.bench.BenchDatabase;
import org.tmcstats.bench.Figures;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.store.Database;

/** The hourly roll-up: a large hour, late rows, a long history. */
public final class RollupBench {
    private static final int ROUNDS = 3;
    private static final int CALLS = 50_000;
    private static final int ROWS_A_CALL = 100;
    private static final int LATE_HOURS = 500;
    private static final int CALLS_AN_HOUR = 100;
    private static final int HISTORY_HOURS = 90 * 24;
    private static final int HISTORY_CALLS_AN_HOUR = 10;
    private static final int FRESH_CALLS = 2_500;
    /** Beyond any batch that the roll-up takes by itself. */
    private static final long ROUND_BATCHES = 1_000_000;

    private static final List<String> KPI =
            List.of("quality_hour", "call_leg_hour", "call_count_hour", "call_count_day_change", "changed_hour");

    private final Figures figures;
    private final BenchDatabase databases;
    private final RollupConfig config = new RollupConfig(ZoneId.of("UTC"), 20, 5_000_000, 256);
    private final Instant begin =
            Instant.now().truncatedTo(ChronoUnit.DAYS).minus(3, ChronoUnit.DAYS).plus(10, ChronoUnit.HOURS);

    public RollupBench(Figures figures, BenchDatabase databases) {
        this.figures = figures;
        this.databases = databases;
    }

    /** 5 million rows of 50,000 calls in one hour. */
    public void hour() throws IOException, SQLException {
        String name = "bench_hour";
        Database database = databases.create(name);
        int calls = figures.scaled(CALLS);
        sources(database);
        rows(database, new Rows(begin, 1, calls, 10, 1, 1));
        database.useTransaction(h -> {
            h.execute("CREATE TABLE public.batches AS SELECT * FROM raw.batch");
            for (String table : List.of("quality_hour", "call_leg_hour", "call_count_hour")) {
                h.execute("CREATE TABLE public." + table + " (LIKE kpi." + table + " INCLUDING ALL)");
            }
        });
        databases.run(name, "VACUUM ANALYZE");
        List<Double> ours = new ArrayList<>();
        List<Double> lean = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            database.useTransaction(h -> {
                KPI.forEach(t -> h.execute("TRUNCATE kpi." + t));
                h.execute("TRUNCATE raw.batch, public.quality_hour, public.call_leg_hour, public.call_count_hour");
                h.execute("INSERT INTO raw.batch SELECT * FROM public.batches");
            });
            databases.run(name, "CHECKPOINT");
            ours.add(take(database, 0, Long.MAX_VALUE));
            databases.run(name, "CHECKPOINT");
            lean.add(seconds(database, h -> LeanSql.run(h)));
            plain.add(seconds(database, h -> LeanSql.plain(h)));
            if (round == 0) {
                compare(database);
            }
        }
        String about = calls * ROWS_A_CALL + " raw rows of one hour, " + calls + " calls, into hourly aggregates; ";
        figures.add(
                "hourly_rollup",
                Figures.median(ours),
                "s",
                Figures.median(lean),
                Limit.atMost(1.5),
                about
                        + "against hand-written SQL that gives the same means, sums, histograms, call summaries and counts.");
        figures.add(
                "hourly_rollup_plain",
                Figures.median(ours),
                "s",
                Figures.median(plain),
                null,
                about + "against a plain GROUP BY by source and stream, without histograms and calls.");
        databases.drop(name);
    }

    /** 50,000 late rows over 500 hours: into hours that hold 10,000 rows each, and into empty ones. */
    public void lateRows() throws IOException, SQLException {
        int hours = figures.scaled(LATE_HOURS);
        Database full = databases.create("bench_full");
        Database empty = databases.create("bench_empty");
        Instant first = begin.minus(LATE_HOURS + 24, ChronoUnit.HOURS);
        for (Database database : List.of(full, empty)) {
            sources(database);
        }
        rows(full, new Rows(first, hours, CALLS_AN_HOUR, 10, 1, 1));
        // One more row of each of the calls, at another time of their hour, one round's calls further on each time.
        for (int round = 1; round <= ROUNDS; round++) {
            for (Database database : List.of(full, empty)) {
                late(database, first, hours, round);
            }
        }
        databases.run("bench_full", "VACUUM ANALYZE");
        databases.run("bench_empty", "VACUUM ANALYZE");
        take(full, 0, ROUND_BATCHES);
        databases.run("bench_full", "VACUUM ANALYZE");
        List<Double> into = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            databases.run("bench_full", "CHECKPOINT");
            into.add(take(full, round * ROUND_BATCHES, (round + 1) * ROUND_BATCHES));
            alone.add(take(empty, round * ROUND_BATCHES, (round + 1) * ROUND_BATCHES));
            empty.useTransaction(h -> KPI.forEach(t -> h.execute("TRUNCATE kpi." + t)));
        }
        figures.add(
                "hourly_rollup_late",
                Figures.median(into),
                "s",
                Figures.median(alone),
                Limit.atMost(1.5),
                hours * CALLS_AN_HOUR + " late rows of " + hours + " hours that hold " + CALLS_AN_HOUR * ROWS_A_CALL
                        + " rows each; against the same rows into empty hours. Of a call that is touched all legs are looked at:"
                        + " ten where there are rows, one in empty hours.");
        databases.drop("bench_full");
        databases.drop("bench_empty");
    }

    /** The same new rows beside 90 days of history and beside none. */
    public void history() throws IOException, SQLException {
        Database old = databases.create("bench_old");
        Database young = databases.create("bench_young");
        int calls = figures.scaled(FRESH_CALLS);
        int hours = figures.scaled(HISTORY_HOURS);
        for (Database database : List.of(old, young)) {
            sources(database);
            for (int round = 1; round <= ROUNDS; round++) {
                // Each on a day of its own, so that no round finds the other's rows.
                rows(
                        database,
                        new Rows(
                                begin.plus(round - 1L, ChronoUnit.DAYS),
                                1,
                                calls,
                                10,
                                10_000_000L * round,
                                round * ROUND_BATCHES));
            }
        }
        rows(old, new Rows(begin.minus(HISTORY_HOURS - 24L, ChronoUnit.HOURS), hours, HISTORY_CALLS_AN_HOUR, 10, 1, 1));
        databases.run("bench_old", "VACUUM ANALYZE");
        databases.run("bench_young", "VACUUM ANALYZE");
        take(old, 0, ROUND_BATCHES);
        databases.run("bench_old", "VACUUM ANALYZE");
        List<Double> beside = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            databases.run("bench_old", "CHECKPOINT");
            beside.add(take(old, round * ROUND_BATCHES, (round + 1) * ROUND_BATCHES));
            without.add(take(young, round * ROUND_BATCHES, (round + 1) * ROUND_BATCHES));
        }
        figures.add(
                "hourly_rollup_history",
                Figures.median(beside),
                "s",
                Figures.median(without),
                Limit.atMost(1.1),
                calls * ROWS_A_CALL + " new rows beside " + hours + " hours of history ("
                        + HISTORY_CALLS_AN_HOUR * ROWS_A_CALL + " rows each); against the same without history.");
        databases.drop("bench_old");
        databases.drop("bench_young");
    }

    private static void sources(Database database) {
        database.useTransaction(h -> h.execute("INSERT INTO raw.source (dataset, location, server) VALUES"
                + " ('ms', 'mediaserver/agent', 'one'), ('ms', 'mediaserver/customer', 'one')"));
    }

    /** Takes batches from a number on to another, as the job does. */
    private double take(Database database, long from, long to) {
        HourlyRollup rollup = new HourlyRollup(config);
        List<Long> batches = database.inTransaction(
                h -> h.createQuery("SELECT batch FROM raw.batch WHERE batch >= :from AND batch < :to ORDER BY batch")
                        .bind("from", from)
                        .bind("to", to)
                        .mapTo(Long.class)
                        .list());
        if (batches.isEmpty()) {
            throw new IllegalStateException("there is nothing to take");
        }
        return seconds(database, h -> rollup.take(h, batches));
    }

    private double seconds(Database database, java.util.function.Consumer<Handle> work) {
        long start = System.nanoTime();
        database.useTransaction(h -> {
            Statements.begin(h, config);
            work.accept(h);
        });
        return (System.nanoTime() - start) / 1e9;
    }

    /** The reference is of use only if it gives the same. */
    private static void compare(Database database) {
        for (String table : List.of("quality_hour", "call_leg_hour", "call_count_hour")) {
            long different = database.inTransaction(h -> h.createQuery("SELECT count(*) FROM ((SELECT * FROM kpi."
                            + table + " EXCEPT SELECT * FROM public." + table + ") UNION ALL (SELECT * FROM public."
                            + table + " EXCEPT SELECT * FROM kpi." + table + ")) AS d")
                    .mapTo(Long.class)
                    .one());
            if (different > 0) {
                throw new IllegalStateException("the reference's " + table + " differs in " + different + " rows");
            }
        }
    }

    /**
     * Raw rows to make: of each call two legs with five streams at some intervals of 10 s, in the order of their times.
     *
     * @param firstCall surrogate key of the first call
     * @param firstBatch number of the first batch, of 40,000 rows each
     */
    private record Rows(Instant first, int hours, int callsAnHour, int intervals, long firstCall, long firstBatch) {}

    private static void rows(Database database, Rows rows) {
        ensure(database, rows.first(), rows.hours());
        insert(
                database,
                rows.firstBatch(),
                String.format(
                        Locale.ROOT,
                        "SELECT TIMESTAMPTZ '%s' + hour * INTERVAL '1 hour' + call * (3480.0 / %d) * INTERVAL '1 second'"
                                + " + i * INTERVAL '10 seconds' AS at, %d + hour * %d + call AS call_key, source_key, stream"
                                + " FROM generate_series(0, %d) AS hour, generate_series(0, %d) AS call,"
                                + " generate_series(1, %d) AS i, generate_series(1, 2) AS source_key,"
                                + " generate_series(1, 5) AS stream ORDER BY 1",
                        rows.first(),
                        rows.callsAnHour(),
                        rows.firstCall(),
                        rows.callsAnHour(),
                        rows.hours() - 1,
                        rows.callsAnHour() - 1,
                        rows.intervals()));
    }

    private static void late(Database database, Instant first, int hours, int round) {
        ensure(database, first, hours);
        insert(
                database,
                round * ROUND_BATCHES,
                String.format(
                        Locale.ROOT,
                        "SELECT TIMESTAMPTZ '%s' + hour * INTERVAL '1 hour' + (50 * %d + call) * INTERVAL '1 second' AS at,"
                                + " 1 + hour * %d + call AS call_key, 1 + call %% 2 AS source_key, 1 + (call + %d) %% 5 AS stream"
                                + " FROM generate_series(0, %d) AS hour, generate_series(0, %d) AS call ORDER BY call, hour",
                        first,
                        round,
                        CALLS_AN_HOUR,
                        round,
                        hours - 1,
                        CALLS_AN_HOUR - 1));
    }

    private static void ensure(Database database, Instant first, int hours) {
        for (int hour = -24; hour <= hours + 24; hour += 24) {
            Instant day = first.plus(hour, ChronoUnit.HOURS);
            database.useTransaction(h -> h.execute(
                    "SELECT ops.ensure_day(CAST(? AS date))", day.toString().substring(0, 10)));
        }
    }

    /** Values as calls have them; a tenth is bad. The rows' order is kept. */
    private static void insert(Database database, long firstBatch, String keys) {
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            h.execute("SET LOCAL work_mem = '512MB'");
            h.execute("SET LOCAL jit = off");
            h.execute("CREATE TEMPORARY SEQUENCE made");
            h.execute(
                    "CREATE OR REPLACE FUNCTION pg_temp.bucket(v bigint) RETURNS smallint LANGUAGE sql IMMUTABLE AS"
                            + " $$ SELECT CASE WHEN v <= 0 THEN 0 ELSE (1 + ceil(ln(v::float8) / ln(1.01::float8 / 0.99) - 1e-9))::smallint END $$");
            h.execute(
                    "INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, packets, packets_lost, bytes,"
                            + " bytes_received, mos_micro, loss_ppb, jitter_us, rtt_us, send_bps, receive_bps, mos_bucket,"
                            + " loss_bucket, jitter_bucket, rtt_bucket, send_bucket, receive_bucket, bad)"
                            + " SELECT at, " + firstBatch
                            + " + n / 40000, call_key, source_key, stream, packets, lost, 80 * packets,"
                            + " received, mos, loss, jitter, rtt, send, receive, pg_temp.bucket(mos), pg_temp.bucket(loss),"
                            + " pg_temp.bucket(jitter), pg_temp.bucket(rtt), pg_temp.bucket(send), pg_temp.bucket(receive), r > 0.9"
                            + " FROM (SELECT k.*, CASE WHEN stream < 5 THEN 490 END AS packets, CASE WHEN stream < 5 THEN (r * 20)::int END AS lost,"
                            + " CASE WHEN stream = 5 THEN 250000 + (q * 20000)::int END AS received,"
                            + " CASE WHEN stream IN (1, 3) THEN 4400000 - (r * r * 1400000)::int END AS mos,"
                            + " CASE WHEN stream < 5 THEN (r * 20)::int * 2040816 END AS loss,"
                            + " CASE WHEN stream < 5 THEN 2000 + (q * 9000)::int END AS jitter, 30000 + (q * r * 90000)::int AS rtt,"
                            + " CASE WHEN stream = 5 THEN 1400000 + (q * 600000)::int END AS send,"
                            + " CASE WHEN stream = 5 THEN 1500000 + (r * 600000)::int END AS receive"
                            + " FROM (SELECT nextval('pg_temp.made') - 1 AS n, random() AS r, random() AS q, k.* FROM ("
                            + keys + ") AS k) AS k) AS v");
            h.execute("DROP SEQUENCE pg_temp.made");
            h.execute("INSERT INTO raw.batch (batch, first_at, last_at, records)"
                    + " SELECT batch, min(at), max(at), count(*) FROM raw.measurement WHERE batch >= " + firstBatch
                    + " AND batch < " + (firstBatch / ROUND_BATCHES + 1) * ROUND_BATCHES + " GROUP BY batch");
        });
    }
}
