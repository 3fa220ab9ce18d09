package org.tmcstats.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rollup.RollupFixture.Measured;

/** Aggregates of calls, on random measurements, against {@link ExpectedQuality}. */
@NullUnmarked
class RollupTest {
    private static final String ZONE = "Europe/Berlin";
    private static final List<Instant> STARTS = List.of(
            // Both ends of daylight saving time, midnight in Berlin and in UTC, the turn of a month.
            Instant.parse("2026-03-28T21:30:00Z"),
            Instant.parse("2026-03-29T00:20:00Z"),
            Instant.parse("2026-10-24T21:10:00Z"),
            Instant.parse("2026-10-25T00:30:00Z"),
            Instant.parse("2026-10-31T22:15:00Z"));

    private final long seed = new Random().nextLong();
    private Random random = new Random(seed);

    @BeforeEach
    void print_seed() {
        System.out.println("RollupTest seed " + seed);
        random = new Random(seed);
    }

    @Test
    void aggregates_equal_those_computed_by_brute_force() {
        RollupFixture fixture = new RollupFixture(ZONE, 20, 400);
        List<Measured> rows = rows(3000);
        storeInRuns(fixture, rows, 4);

        ExpectedQuality expected = new ExpectedQuality(rows, ZoneId.of(ZONE), 20);
        expected.assertHours(fixture.database);
        expected.assertDays(fixture.database);
    }

    @Test
    void several_runs_one_run_and_a_rebuild_give_identical_rows() {
        List<Measured> rows = rows(2500);
        RollupFixture runs = new RollupFixture(ZONE, 20, 300);
        storeInRuns(runs, rows, 5);
        RollupFixture once = new RollupFixture(ZONE, 20, 1_000_000);
        once.store(rows);
        once.hourly();
        once.daily();
        Map<String, List<String>> expected = once.dump();
        assertFalse(expected.get("call_count_day").isEmpty());
        assertEquals(expected, runs.dump());

        runs.rebuild(rows);
        runs.daily();
        assertEquals(expected, runs.dump());
    }

    @Test
    void a_rebuild_repairs_what_was_spoilt_and_leaves_untaken_batches_to_the_next_run() {
        List<Measured> rows = rows(800);
        RollupFixture fixture = new RollupFixture(ZONE, 20, 1_000_000);
        storeInRuns(fixture, rows, 2);
        Map<String, List<String>> expected = fixture.dump();
        fixture.database.useTransaction(h -> {
            h.execute("UPDATE kpi.quality_hour SET samples = samples + 7, mos_histogram = NULL");
            h.execute("UPDATE kpi.call_count_hour SET calls = calls + 1");
            h.execute("DELETE FROM kpi.quality_hour WHERE stream = 2");
        });
        List<Measured> later = rows(50).stream()
                .map(r -> new Measured(
                        r.batch() + 1_000_000, r.at(), r.call(), r.source(), r.stream(), r.values(), r.bad()))
                .toList();
        fixture.store(later);
        fixture.rebuild(rows);
        fixture.daily();
        assertEquals(expected, fixture.dump());

        fixture.hourly();
        fixture.daily();
        List<Measured> all = new ArrayList<>(rows);
        all.addAll(later);
        ExpectedQuality both = new ExpectedQuality(all, ZoneId.of(ZONE), 20);
        both.assertHours(fixture.database);
        both.assertDays(fixture.database);
    }

    @Test
    void a_run_that_dies_before_its_commit_leaves_nothing_and_is_repeated_whole() {
        List<Measured> rows = rows(500);
        RollupFixture once = new RollupFixture(ZONE, 20, 1_000_000);
        once.store(rows);
        once.hourly();
        RollupFixture fixture = new RollupFixture(ZONE, 20, 1_000_000);
        Map<String, List<String>> empty = fixture.dump();
        fixture.store(rows);
        List<Long> batches =
                HourlyReader.untaken(fixture.database, Long.MAX_VALUE).get(0).batches();
        HourlyRollup rollup = new HourlyRollup(fixture.config);
        assertThrows(
                IllegalStateException.class,
                () -> fixture.database.useTransaction(h -> {
                    rollup.take(h, batches);
                    throw new IllegalStateException("killed");
                }));
        assertEquals(empty, fixture.dump());

        fixture.hourly();
        assertEquals(once.dump(), fixture.dump());
        assertEquals(0, fixture.database.<Long>inTransaction(h -> rollup.take(h, batches)));
        assertEquals(once.dump(), fixture.dump());
    }

    @Test
    void another_zone_or_limit_of_bad_calls_counts_everything_anew() {
        List<Measured> rows = rows(800);
        RollupFixture before = new RollupFixture("UTC", 40, 1_000_000);
        storeInRuns(before, rows, 2);
        RollupFixture changed = new RollupFixture(before, ZONE, 20);
        changed.daily();

        ExpectedQuality expected = new ExpectedQuality(rows, ZoneId.of(ZONE), 20);
        expected.assertHours(changed.database);
        expected.assertDays(changed.database);
    }

    @Test
    void a_rebuild_is_refused_when_raw_rows_are_gone() {
        RollupFixture fixture = new RollupFixture("UTC", 20, 1_000_000);
        List<Measured> rows = rows(100);
        storeInRuns(fixture, rows, 1);
        Instant first = at(rows, 0);
        fixture.database.useTransaction(h -> h.execute("DROP TABLE raw.measurement_"
                + first.toString().substring(0, 10).replace("-", "")));
        ProblemException refused =
                assertThrows(ProblemException.class, () -> fixture.rebuild(first, first.plus(Duration.ofHours(1))));
        assertEquals(ProblemType.CONFLICT, refused.type());
        fixture.rebuild(first.minus(Duration.ofDays(400)), first.minus(Duration.ofDays(399)));
    }

    @Test
    void a_rebuild_is_two_instants_on_the_hour() {
        for (String wrong : List.of(
                "",
                "2026-03-01T00:00:00Z",
                "2026-03-01T00:00:00Z/2026-03-01T00:30:00Z",
                "2026-03-01T01:00:00Z/2026-03-01T01:00:00Z",
                "2026-03-01/2026-03-02")) {
            ProblemException refused = assertThrows(ProblemException.class, () -> RebuildRange.parse(wrong));
            assertEquals(ProblemType.BAD_PARAMETER, refused.type());
        }
    }

    @Test
    void days_need_a_zone_of_whole_hours() {
        assertThrows(IllegalArgumentException.class, () -> new RollupConfig(ZoneId.of("Asia/Kolkata"), 20, 1, 16));
        assertThrows(IllegalArgumentException.class, () -> new RollupConfig(ZoneId.of("UTC+2"), 20, 1, 16));
        new RollupConfig(ZoneId.of("America/New_York"), 20, 1, 16);
    }

    private void storeInRuns(RollupFixture fixture, List<Measured> rows, int runs) {
        List<Long> batches =
                new ArrayList<>(rows.stream().map(Measured::batch).distinct().toList());
        Collections.shuffle(batches, random);
        int each = Math.max(1, (batches.size() + runs - 1) / runs);
        for (int from = 0; from < batches.size(); from += each) {
            List<Long> now = batches.subList(from, Math.min(batches.size(), from + each));
            fixture.store(rows.stream().filter(r -> now.contains(r.batch())).toList());
            fixture.hourly();
            if (random.nextBoolean()) {
                fixture.daily();
            }
        }
        fixture.daily();
    }

    private static Instant at(List<Measured> rows, int index) {
        return rows.stream().map(Measured::at).sorted().toList().get(index);
    }

    /** Calls of up to three hours on some of the legs, and measurements without a call; batches nearly by time. */
    private List<Measured> rows(int count) {
        List<Measured> rows = new ArrayList<>();
        while (rows.size() < count) {
            Long call = random.nextInt(10) == 0 ? null : 1L + random.nextInt(1_000_000);
            Instant start = STARTS.get(random.nextInt(STARTS.size())).plusSeconds(random.nextInt(7200));
            int samples = 1 + random.nextInt(30);
            int badness = random.nextInt(100);
            for (int i = 0; i < samples; i++) {
                Instant at = start.plusMillis(random.nextInt(3 * 3600_000));
                int stream = 1 + random.nextInt(5);
                rows.add(new Measured(
                        1 + random.nextInt(40),
                        at,
                        call,
                        1 + random.nextInt(RollupFixture.SOURCES.size()),
                        stream,
                        values(stream),
                        random.nextInt(100) < badness));
            }
        }
        return rows;
    }

    private Map<String, Long> values(int stream) {
        Map<String, Long> values = new HashMap<>();
        if (stream == 5) {
            sometimes(values, "send_bps", 10_000_000_000L);
            sometimes(values, "receive_bps", 1_000_000);
            sometimes(values, "bytes_received", Long.MAX_VALUE / 2);
        } else {
            sometimes(values, "packets", Integer.MAX_VALUE);
            sometimes(values, "packets_lost", 50);
            if (random.nextInt(10) == 0) {
                values.put("packets_lost", -3L);
                values.put("loss_ppb", -12_000_000L);
            }
            sometimes(values, "mos_micro", 5_000_000);
            sometimes(values, "mos_estimated_micro", 4_500_000);
            sometimes(values, "loss_ppb", 1_000_000_000);
            sometimes(values, "jitter_us", 90_000);
        }
        sometimes(values, "bytes", 100_000);
        sometimes(values, "rtt_us", 400_000);
        return values;
    }

    private void sometimes(Map<String, Long> values, String measure, long bound) {
        if (random.nextInt(5) > 0) {
            values.put(measure, random.nextLong(bound));
        }
    }

    @Test
    void a_call_over_local_midnight_counts_once_on_each_day() {
        RollupFixture fixture = new RollupFixture(ZONE, 20, 1_000_000);
        Instant start = Instant.parse("2026-10-24T21:30:00Z");
        List<Measured> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rows.add(new Measured(1 + i, start.plus(Duration.ofHours(i)), 9L, 1, 1, Map.of(), i == 3));
        }
        storeInRuns(fixture, rows, 4);
        List<LocalDate> days = fixture.database.inTransaction(h -> h.createQuery(
                        "SELECT day FROM kpi.call_count_day WHERE \"grouping\" = 0 AND calls = 1 ORDER BY day")
                .mapTo(LocalDate.class)
                .list());
        assertEquals(List.of(LocalDate.of(2026, 10, 24), LocalDate.of(2026, 10, 25)), days);
    }
}
