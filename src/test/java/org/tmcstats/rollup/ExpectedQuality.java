package org.tmcstats.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.tmcstats.quality.Histogram;
import org.tmcstats.rollup.RollupFixture.Measured;
import org.tmcstats.rollup.RollupFixture.Source;
import org.tmcstats.store.Database;

/** What the aggregates of calls must be, computed row by row. */
@NullUnmarked
final class ExpectedQuality {
    private static final String[] MEDIA = {"", "audio", "audio", "video", "video", "network"};
    private static final String[] DIRECTION = {"", "local", "remote", "local", "remote", "both"};
    private static final Map<String, String> MEASURES = new TreeMap<>(Map.of(
            "mos", "mos_micro",
            "mos_estimated", "mos_estimated_micro",
            "loss", "loss_ppb",
            "jitter", "jitter_us",
            "rtt", "rtt_us",
            "send", "send_bps",
            "receive", "receive_bps"));

    private final List<Measured> rows;
    private final ZoneId zone;
    private final int badCallPercent;

    ExpectedQuality(List<Measured> rows, ZoneId zone, int badCallPercent) {
        this.rows = rows;
        this.zone = zone;
        this.badCallPercent = badCallPercent;
    }

    void assertHours(Database database) {
        assertSums(database, "quality_hour", "hour", List.of("source_key", "stream"), r -> stamp(r.hour()), false);
        assertSums(
                database,
                "call_leg_hour",
                "hour",
                List.of("call_key", "source_key", "stream"),
                r -> stamp(r.hour()),
                true);
        assertHistograms(database, "quality_hour", "hour", r -> stamp(r.hour()));
        assertCounts(database, "call_count_hour", "hour", r -> stamp(r.hour()));
    }

    void assertDays(Database database) {
        assertSums(database, "quality_day", "day", List.of("source_key", "stream"), this::day, false);
        assertHistograms(database, "quality_day", "day", this::day);
        assertCounts(database, "call_count_day", "day", this::day);
    }

    private String day(Measured row) {
        return LocalDate.ofInstant(row.at(), zone).toString();
    }

    private static String stamp(Instant at) {
        return at.toString().replace("T", " ").replace("Z", "+00");
    }

    private void assertSums(
            Database database,
            String table,
            String bucket,
            List<String> keys,
            Function<Measured, String> bucketOf,
            boolean calls) {
        Map<String, Map<String, BigInteger>> expected = new TreeMap<>();
        for (Measured row : rows) {
            if (!calls || row.call() != null) {
                String key =
                        bucketOf.apply(row) + "/" + (calls ? row.call() + "/" : "") + row.source() + "/" + row.stream();
                add(expected.computeIfAbsent(key, k -> new TreeMap<>()), row, calls);
            }
        }
        Map<String, Map<String, BigInteger>> actual = new TreeMap<>();
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            String key = bucket + "::text || '/' || " + String.join(" || '/' || ", keys);
            for (Map<String, Object> row : h.createQuery("SELECT " + key + " AS key, t.* FROM kpi." + table + " AS t")
                    .mapToMap()
                    .list()) {
                Map<String, BigInteger> values = new TreeMap<>();
                row.forEach((column, value) -> {
                    if (value instanceof Number && !keys.contains(column)) {
                        BigInteger number = new BigInteger(value.toString());
                        if (!column.endsWith("_n") || number.signum() != 0) {
                            values.put(column, number);
                        }
                    }
                });
                actual.put(row.get("key").toString(), values);
            }
        });
        assertEquals(expected, actual, table);
    }

    private static void add(Map<String, BigInteger> sums, Measured row, boolean calls) {
        sums.merge("samples", BigInteger.ONE, BigInteger::add);
        sums.merge("bad_samples", row.bad() ? BigInteger.ONE : BigInteger.ZERO, BigInteger::add);
        for (String column : calls
                ? List.of("packets", "packets_lost", "bytes")
                : List.of("packets", "packets_lost", "bytes", "bytes_received")) {
            if (row.values().containsKey(column)) {
                sums.merge(column, value(row, column), BigInteger::add);
            }
        }
        if (row.values().containsKey("packets") && row.values().containsKey("packets_lost")) {
            sums.merge("loss_lost", value(row, "packets_lost"), BigInteger::add);
            BigInteger total = DIRECTION[row.stream()].equals("remote")
                    ? value(row, "packets").add(value(row, "packets_lost"))
                    : value(row, "packets");
            sums.merge("loss_total", total, BigInteger::add);
        }
        MEASURES.forEach((name, column) -> {
            if (row.values().containsKey(column)
                    && !(calls && Set.of("loss", "send", "receive").contains(name))) {
                BigInteger value = value(row, column);
                sums.merge(name + "_n", BigInteger.ONE, BigInteger::add);
                sums.merge(name + "_sum", value, BigInteger::add);
                sums.merge(name + "_min", value, BigInteger::min);
                sums.merge(name + "_max", value, BigInteger::max);
            }
        });
    }

    private static BigInteger value(Measured row, String column) {
        return BigInteger.valueOf(row.values().get(column));
    }

    private void assertHistograms(Database database, String table, String bucket, Function<Measured, String> bucketOf) {
        Map<String, List<Long>> expected = new TreeMap<>();
        for (Measured row : rows) {
            RollupFixture.BUCKETS.forEach((name, column) -> {
                if (row.values().containsKey(column)) {
                    expected.computeIfAbsent(
                                    bucketOf.apply(row) + "/" + row.source() + "/" + row.stream() + "/" + name,
                                    k -> new ArrayList<>())
                            .add(row.values().get(column));
                }
            });
        }
        Set<String> found = new HashSet<>();
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            for (String name : RollupFixture.BUCKETS.keySet()) {
                h.createQuery("SELECT " + bucket + "::text || '/' || source_key || '/' || stream, " + name
                                + "_histogram FROM kpi." + table + " WHERE " + name + "_histogram IS NOT NULL")
                        .map((rs, c) -> Map.entry(rs.getString(1) + "/" + name, rs.getBytes(2)))
                        .forEach(row -> {
                            found.add(row.getKey());
                            Histogram histogram = new Histogram().add(row.getValue());
                            assertEquals(List.of(row.getValue().length), List.of(histogram.toBytes().length));
                            assertQuantiles(expected.get(row.getKey()), histogram, row.getKey());
                        });
            }
        });
        assertEquals(expected.keySet(), new java.util.TreeSet<>(found));
    }

    private static void assertQuantiles(List<Long> values, Histogram histogram, String key) {
        List<Long> sorted = values.stream().sorted().toList();
        assertEquals(sorted.size(), histogram.total(), key);
        for (double q : new double[] {0, 0.05, 0.5, 0.95, 0.99, 1}) {
            double exact = Math.max(0, sorted.get((int) Math.floor(q * (sorted.size() - 1))));
            double found = histogram.quantile(q);
            assertTrue(Math.abs(found - exact) <= exact * 0.01 + 1e-6, key + " " + q + ": " + found + " for " + exact);
        }
    }

    private void assertCounts(Database database, String table, String bucket, Function<Measured, String> bucketOf) {
        Map<String, long[]> samples = new TreeMap<>();
        Map<String, Set<String>> calls = new TreeMap<>();
        for (Measured row : rows) {
            if (row.call() == null) {
                continue;
            }
            Source source = RollupFixture.SOURCES.get(row.source() - 1);
            String call = bucketOf.apply(row) + "/" + source.dataset() + "/" + row.call();
            long[] counts = samples.computeIfAbsent(call, k -> new long[2]);
            counts[0]++;
            counts[1] += row.bad() ? 1 : 0;
            for (int g = 0; g < 16; g++) {
                String key = String.join(
                        "|",
                        bucketOf.apply(row),
                        source.dataset(),
                        Integer.toString(g),
                        (g & 1) == 0 ? "" : source.location(),
                        (g & 2) == 0 ? "" : MEDIA[row.stream()],
                        (g & 4) == 0 ? "" : DIRECTION[row.stream()],
                        (g & 8) == 0 ? "" : source.server());
                calls.computeIfAbsent(key, k -> new HashSet<>()).add(call);
            }
        }
        Map<String, String> expected = new TreeMap<>();
        calls.forEach((key, of) -> expected.put(
                key,
                of.size() + " "
                        + of.stream()
                                .filter(c -> samples.get(c)[1] * 100 >= badCallPercent * samples.get(c)[0])
                                .count()));
        Map<String, String> actual = new TreeMap<>();
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            h.createQuery("SELECT concat_ws('|', " + bucket
                            + "::text, dataset, \"grouping\", location, media, direction, server),"
                            + " calls || ' ' || bad_calls FROM kpi." + table)
                    .map((rs, c) -> Map.entry(rs.getString(1), rs.getString(2)))
                    .forEach(e -> actual.put(e.getKey(), e.getValue()));
        });
        assertEquals(expected, actual, table);
    }
}
