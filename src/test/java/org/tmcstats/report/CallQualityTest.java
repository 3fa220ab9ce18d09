package org.tmcstats.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tmcstats.report.Samples.Sample;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallQualityTest {
    private static final List<String> DIMENSIONS = List.of("location", "media", "direction", "server", "dataset");
    private static final ZoneId UTC = ZoneId.of("UTC");
    /** The clocks of Paris go forward on the 29th. */
    private static final Instant FIRST = Instant.parse("2026-03-26T00:00:00Z");

    private static final int HOURS = 6 * 24;

    private final Database database = TestDatabase.create().database();
    private final Reports reports =
            new Reports(database, new Catalogue(), new ReportConfig(UTC, "g107-codec", 20, Duration.ofMinutes(1)));
    private final long seed = new Random().nextLong();
    private List<Sample> samples = List.of();

    @BeforeAll
    void store() {
        samples = Samples.random(new Random(seed), FIRST, HOURS, 12);
        Samples.store(database, samples);
    }

    @Test
    void every_grouping_by_hour_and_by_day_equals_a_computation_from_the_samples() {
        for (int bits = 0; bits < 32; bits++) {
            List<String> by = new ArrayList<>();
            for (int i = 0; i < DIMENSIONS.size(); i++) {
                if ((bits & 1 << i) != 0) {
                    by.add(DIMENSIONS.get(i));
                }
            }
            compare("hour", UTC, "2026-03-27T05:00:00Z", "2026-03-28T07:00:00Z", by, Map.of());
            compare("day", UTC, "2026-03-26T00:00:00Z", "2026-04-01T00:00:00Z", by, Map.of());
        }
    }

    @Test
    void days_of_another_zone_are_computed_from_hours() {
        ZoneId paris = ZoneId.of("Europe/Paris");
        for (List<String> by :
                List.of(List.<String>of(), List.of("media"), List.of("location", "server"), DIMENSIONS)) {
            // 2026-03-29 has 23 hours there.
            compare("day", paris, "2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z", by, Map.of());
        }
    }

    @Test
    void filters_take_part_in_the_count_of_calls() {
        for (Map<String, String> filter : List.of(
                Map.of("location", "mediaserver/agent"),
                Map.of("media", "audio", "direction", "local"),
                Map.of("server", "server1", "media", "video"),
                Map.of("dataset", "ui"))) {
            for (List<String> by : List.of(List.<String>of(), List.of("location"), List.of("direction", "server"))) {
                compare("day", UTC, "2026-03-26T00:00:00Z", "2026-03-30T00:00:00Z", by, filter);
                compare(
                        "day",
                        ZoneId.of("America/New_York"),
                        "2026-03-27T04:00:00Z",
                        "2026-03-30T04:00:00Z",
                        by,
                        filter);
            }
        }
    }

    @Test
    void pages_put_together_are_the_whole() {
        Map<String, List<String>> given = given("hour", UTC, "2026-03-26T00:00:00Z", "2026-03-27T00:00:00Z");
        given.put("groupBy", List.of("location,media,direction,server"));
        given.put("limit", List.of("1000"));
        List<Map<String, @Nullable Object>> whole =
                reports.page("call-quality", given, new Sight(true, null)).items();
        given.put("limit", List.of("7"));
        List<Map<String, @Nullable Object>> together = new ArrayList<>();
        String next = null;
        do {
            if (next != null) {
                given.put("cursor", List.of(next));
            }
            ReportPage page = reports.page("call-quality", given, new Sight(true, null));
            together.addAll(page.items());
            next = page.next();
        } while (next != null);
        assertEquals(whole, together, "seed " + seed);
        assertTrue(whole.size() > 7);
    }

    private void compare(
            String granularity, ZoneId zone, String from, String to, List<String> by, Map<String, String> filter) {
        Map<String, List<String>> given = given(granularity, zone, from, to);
        given.put("groupBy", List.of(by.isEmpty() ? "none" : String.join(",", by)));
        filter.forEach((k, v) -> given.put(k, List.of(v)));
        Set<String> shown = new HashSet<>(by);
        shown.addAll(filter.keySet());
        Map<List<Object>, List<Sample>> groups =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (Sample s : samples) {
            boolean wanted = !s.hour().isBefore(Instant.parse(from))
                    && s.hour().isBefore(Instant.parse(to))
                    && (shown.contains("dataset") || s.dataset().equals("ms"))
                    && filter.entrySet().stream()
                            .allMatch(f -> dimension(s, f.getKey()).equals(f.getValue()));
            if (wanted) {
                groups.computeIfAbsent(key(s, granularity, zone, shown), k -> new ArrayList<>())
                        .add(s);
            }
        }
        ReportPage page = reports.page("call-quality", given, new Sight(false, null));
        String about = "seed " + seed + ", " + given;
        assertNull(page.next(), about);
        assertEquals(groups.size(), page.items().size(), about);
        for (Map<String, @Nullable Object> row : page.items()) {
            List<Object> key = new ArrayList<>(List.of(Rows.bucket(row), String.valueOf(row.get("dataset"))));
            for (String d : DIMENSIONS) {
                if (!d.equals("dataset") && shown.contains(d)) {
                    key.add(String.valueOf(row.get(d)));
                }
            }
            List<Sample> of = groups.get(key);
            assertTrue(of != null, () -> about + " has no " + key);
            if (of != null) {
                compare(about + key, granularity, zone, of, row);
            }
        }
    }

    private void compare(
            String about, String granularity, ZoneId zone, List<Sample> of, Map<String, @Nullable Object> row) {
        assertEquals((long) of.size(), row.get("samples"), about);
        Set<Long> calls = of.stream().map(Sample::call).collect(Collectors.toSet());
        assertEquals((long) calls.size(), row.get("calls"), about);
        long bad = calls.stream()
                .filter(call -> isBad(of.get(0), call, granularity, zone))
                .count();
        assertEquals((double) bad / calls.size(), row.get("badCallRatio"), about);
        assertEquals((double) of.stream().filter(Sample::bad).count() / of.size(), row.get("badSampleRatio"), about);
        measure(about, row, "mos", of, s -> s.mos(), 1e6);
        measure(about, row, "jitterMs", of, s -> s.jitter(), 1e3);
        long total = of.stream().mapToLong(s -> Math.max(s.total(), 0)).sum();
        long lost = of.stream().mapToLong(s -> Math.max(s.lost(), 0)).sum();
        assertEquals(total == 0 ? null : (Double) ((double) lost / total), row.get("lossRatioMean"), about);
        assertNull(row.get("rttMsMean"), about);
        assertNull(row.get("rttMsP95"), about);
        assertNull(row.get("mosFormula"), about);
    }

    private static void measure(
            String about,
            Map<String, @Nullable Object> row,
            String name,
            List<Sample> of,
            ToIntFunction<Sample> value,
            double per) {
        int[] sorted = of.stream().mapToInt(value).filter(v -> v >= 0).sorted().toArray();
        if (sorted.length == 0) {
            for (String suffix : List.of("Mean", "Min", "Max", "P05", "P50", "P95", "P99")) {
                assertNull(row.get(name + suffix), about);
            }
            return;
        }
        assertEquals(Arrays.stream(sorted).asLongStream().sum() / (sorted.length * per), row.get(name + "Mean"), about);
        assertEquals(sorted[0] / per, row.get(name + "Min"), about);
        assertEquals(sorted[sorted.length - 1] / per, row.get(name + "Max"), about);
        Map<String, Double> quantiles = new LinkedHashMap<>(Map.of("P05", 0.05, "P50", 0.5, "P95", 0.95, "P99", 0.99));
        quantiles.forEach((suffix, q) -> {
            double exact = sorted[(int) Math.floor(q * (sorted.length - 1))] / per;
            assertEquals(exact, number(row, name + suffix), 0.01001 * exact + 1e-9, about);
        });
    }

    private static double number(Map<String, @Nullable Object> row, String name) {
        return row.get(name) instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    private boolean isBad(Sample of, long call, String granularity, ZoneId zone) {
        List<Sample> all = samples.stream()
                .filter(s -> s.call() == call && s.dataset().equals(of.dataset()))
                .filter(s -> bucket(s, granularity, zone).equals(bucket(of, granularity, zone)))
                .toList();
        return all.stream().filter(Sample::bad).count() >= 0.2 * all.size();
    }

    private static List<Object> key(Sample s, String granularity, ZoneId zone, Set<String> by) {
        List<Object> key = new ArrayList<>(List.of(bucket(s, granularity, zone), s.dataset()));
        for (String d : DIMENSIONS) {
            if (!d.equals("dataset") && by.contains(d)) {
                key.add(dimension(s, d));
            }
        }
        return key;
    }

    private static Instant bucket(Sample s, String granularity, ZoneId zone) {
        return granularity.equals("hour")
                ? s.hour()
                : s.hour().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    private static String dimension(Sample s, String name) {
        return switch (name) {
            case "location" -> s.location();
            case "media" -> s.media();
            case "direction" -> s.direction();
            case "server" -> s.server();
            default -> s.dataset();
        };
    }

    private static Map<String, List<String>> given(String granularity, ZoneId zone, String from, String to) {
        Map<String, List<String>> given = new HashMap<>();
        given.put("granularity", List.of(granularity));
        given.put("from", List.of(from));
        given.put("to", List.of(to));
        given.put("limit", List.of("1000"));
        if (!zone.equals(UTC)) {
            given.put("zone", List.of(zone.getId()));
        }
        return given;
    }
}
