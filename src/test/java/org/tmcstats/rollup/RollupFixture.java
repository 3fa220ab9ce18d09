package org.tmcstats.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.NullUnmarked;
import org.tmcstats.quality.HistogramBuckets;
import org.tmcstats.store.CopyRows;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

/** A database with raw rows put in by hand, and the roll-ups run on it as the jobs would. */
@NullUnmarked
final class RollupFixture {
    static final List<String> MEASURES = List.of(
            "bytes",
            "bytes_received",
            "send_bps",
            "receive_bps",
            "packets",
            "packets_lost",
            "mos_micro",
            "mos_estimated_micro",
            "loss_ppb",
            "jitter_us",
            "rtt_us");
    private static final List<String> TABLES = List.of(
            "quality_hour",
            "quality_day",
            "call_leg_hour",
            "call_count_hour",
            "call_count_day",
            "stb_media_hour",
            "stb_media_day",
            "stb_counter",
            "stb_network_hour",
            "stb_network_day");

    /** A row of raw.measurement; a value that is absent from the map was not measured. */
    record Measured(long batch, Instant at, Long call, int source, int stream, Map<String, Long> values, boolean bad) {
        Instant hour() {
            return at.truncatedTo(ChronoUnit.HOURS);
        }
    }

    /** Where measurements come from; their keys are 1, 2 and so on. */
    record Source(String dataset, String location, String server) {}

    static final List<Source> SOURCES = List.of(
            new Source("ms", "mediaserver/agent", "one"),
            new Source("ms", "mediaserver/customer", "one"),
            new Source("ms", "mediaserver/agent", "two"),
            new Source("ui", "ui/agent", "one"),
            new Source("ui", "", "one"));

    final Database database;
    final RollupConfig config;

    RollupFixture(String zone, int badCallPercent, long chunkRecords) {
        database = TestDatabase.create().database();
        config = new RollupConfig(ZoneId.of(zone), badCallPercent, chunkRecords, 16);
        database.useTransaction(h -> SOURCES.forEach(s -> h.execute(
                "INSERT INTO raw.source (dataset, location, server) VALUES (?, ?, ?)",
                s.dataset(),
                s.location(),
                s.server())));
    }

    /** The same database with other settings. */
    RollupFixture(RollupFixture other, String zone, int badCallPercent) {
        database = other.database;
        config = new RollupConfig(ZoneId.of(zone), badCallPercent, other.config.chunkRecords(), 16);
    }

    void ensureDays(Collection<Instant> times) {
        database.useTransaction(h -> times.stream()
                .map(t -> LocalDate.ofInstant(t, ZoneOffset.UTC))
                .distinct()
                .forEach(d -> h.createQuery("SELECT ops.ensure_day(:d)")
                        .bind("d", d)
                        .mapTo(Integer.class)
                        .one()));
    }

    /** Stores rows and announces their batches, in one transaction. */
    void store(List<Measured> rows) {
        ensureDays(rows.stream().map(Measured::at).toList());
        database.useTransaction(h -> {
            CopyRows copy = new CopyRows();
            for (Measured row : rows) {
                copy.row(5 + MEASURES.size() + 7).micros(micros(row.at())).int8(row.batch());
                (row.call() == null ? copy.nothing() : copy.int8(row.call()))
                        .int4(row.source())
                        .int2(row.stream());
                for (String measure : MEASURES) {
                    Long value = row.values().get(measure);
                    if (value == null) {
                        copy.nothing();
                    } else if (measure.startsWith("bytes") || measure.endsWith("_bps")) {
                        copy.int8(value);
                    } else {
                        copy.int4(value.intValue());
                    }
                }
                for (String measure : BUCKETS.values()) {
                    Long value = row.values().get(measure);
                    if (value == null) {
                        copy.nothing();
                    } else {
                        copy.int2(HistogramBuckets.of(value));
                    }
                }
                copy.bool(row.bad());
            }
            Database.copy(
                    h,
                    "raw.measurement (at, batch, call_key, source_key, stream, " + String.join(", ", MEASURES) + ", "
                            + String.join("_bucket, ", BUCKETS.keySet()) + "_bucket, bad)",
                    copy);
            Map<Long, List<Instant>> batches = new TreeMap<>();
            rows.forEach(r ->
                    batches.computeIfAbsent(r.batch(), b -> new ArrayList<>()).add(r.at()));
            batches.forEach((batch, times) -> announce(h, batch, times));
        });
    }

    static final Map<String, String> BUCKETS = new TreeMap<>(Map.of(
            "mos", "mos_micro",
            "loss", "loss_ppb",
            "jitter", "jitter_us",
            "rtt", "rtt_us",
            "send", "send_bps",
            "receive", "receive_bps"));

    static void announce(Handle h, long batch, List<Instant> times) {
        h.createUpdate("INSERT INTO raw.batch (batch, first_at, last_at, records) VALUES (:b, :f, :l, :n)")
                .bind("b", batch)
                .bind("f", times.stream().min(Instant::compareTo).orElseThrow())
                .bind("l", times.stream().max(Instant::compareTo).orElseThrow())
                .bind("n", times.size())
                .execute();
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    void hourly() {
        HourlyRollup rollup = new HourlyRollup(config);
        for (HourlyWork.Take take : HourlyReader.untaken(database, config.chunkRecords())) {
            database.useTransaction(h -> rollup.take(h, take.batches()));
        }
    }

    void daily() {
        DailyRollup rollup = new DailyRollup(config);
        database.useTransaction(rollup::settle);
        for (LocalDate day : database.inTransaction(rollup::due)) {
            database.useTransaction(h -> rollup.compute(h, day));
        }
    }

    void rebuild(Instant first, Instant last) {
        String range = first.truncatedTo(ChronoUnit.HOURS) + "/"
                + last.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        HourlyRollup rollup = new HourlyRollup(config);
        for (RebuildRange day : RebuildRange.check(database, range).days()) {
            database.useTransaction(h -> rollup.rebuild(h, day));
        }
    }

    /** Rebuilds the UTC days of the rows. */
    void rebuild(List<Measured> rows) {
        rows.stream()
                .map(r -> r.at().truncatedTo(ChronoUnit.DAYS))
                .distinct()
                .forEach(day -> rebuild(day, day.plus(Duration.ofHours(23))));
    }

    /** Every aggregate, as text. */
    Map<String, List<String>> dump() {
        Map<String, List<String>> dump = new TreeMap<>();
        database.useTransaction(h -> TABLES.forEach(t -> dump.put(
                t,
                h.createQuery("SELECT t::text FROM kpi." + t + " AS t ORDER BY 1")
                        .mapTo(String.class)
                        .list())));
        return dump;
    }
}
