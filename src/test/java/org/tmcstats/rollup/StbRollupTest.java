package org.tmcstats.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Aggregates of set-top boxes on random reports: repeated, late, with restarts and absent counters, over midnight. */
@NullUnmarked
class StbRollupTest {
    private static final List<String> COUNTERS = List.of(
            "received_bytes",
            "received_packets",
            "received_errors",
            "received_discards",
            "received_multicast",
            "sent_bytes",
            "sent_packets",
            "sent_errors");
    private static final Instant START = Instant.parse("2026-10-30T20:00:00Z");

    record Report(
            long batch, Instant at, String box, String name, Map<String, Long> totals, Integer speed, String duplex) {
        LocalDate day() {
            return LocalDate.ofInstant(at, ZoneOffset.UTC);
        }
    }

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    StbRollupTest() {
        System.out.println("StbRollupTest seed " + seed);
    }

    @Test
    void differences_equal_those_computed_by_brute_force_in_any_order_of_arrival() {
        List<Report> reports = reports();
        RollupFixture runs = new RollupFixture("UTC", 20, 30);
        List<Long> batches =
                new ArrayList<>(reports.stream().map(Report::batch).distinct().toList());
        Collections.shuffle(batches, random);
        for (int from = 0; from < batches.size(); from += 7) {
            List<Long> now = batches.subList(from, Math.min(batches.size(), from + 7));
            store(runs, reports.stream().filter(r -> now.contains(r.batch())).toList());
            runs.hourly();
        }
        runs.daily();
        assertEquals(expected(reports), actual(runs));

        RollupFixture once = new RollupFixture("UTC", 20, 1_000_000);
        store(once, reports);
        once.hourly();
        once.daily();
        assertEquals(once.dump(), runs.dump());
        Instant last = reports.stream().map(Report::at).max(Instant::compareTo).orElseThrow();
        runs.rebuild(START, last);
        runs.daily();
        assertEquals(once.dump(), runs.dump());
    }

    @Test
    void a_rebuild_keeps_what_was_carried_over_midnight_when_redaction_has_cut_the_box_from_its_day_before() {
        List<Report> reports = reports();
        RollupFixture fixture = new RollupFixture("UTC", 20, 1_000_000);
        store(fixture, reports);
        fixture.hourly();
        fixture.daily();
        Map<String, List<String>> expected = fixture.dump();
        assertFalse(expected.get("stb_counter").isEmpty());
        fixture.database.useTransaction(h -> h.execute("DELETE FROM identity.device WHERE day < DATE '2026-10-31'"));
        fixture.rebuild(Instant.parse("2026-10-31T00:00:00Z"), Instant.parse("2026-11-03T00:00:00Z"));
        fixture.daily();
        assertEquals(expected, fixture.dump());
    }

    @Test
    void playback_belongs_to_the_hour_of_its_end_and_adds_up() {
        RollupFixture fixture = new RollupFixture("UTC", 20, 1_000_000);
        fixture.ensureDays(List.of(START));
        for (int i = 0; i < 2; i++) {
            int run = i;
            fixture.database.useTransaction(h -> {
                h.createUpdate("INSERT INTO raw.stb_media (at, reported_at, begin_at, end_at, batch, device_key,"
                                + " avg_bitrate_bps, video_decoded, discontinuities, channel_key, clock_corrected)"
                                + " VALUES (:end, :end, :begin, :end, :batch, 5, :rate, 1000, 2, 3, false)")
                        .bind("begin", START.minusSeconds(600))
                        .bind("end", START.plusSeconds(60))
                        .bind("batch", 10 - run)
                        .bind("rate", run == 0 ? 4_000_000L : null)
                        .execute();
                RollupFixture.announce(h, 10 - run, List.of(START.plusSeconds(60)));
            });
            fixture.hourly();
        }
        fixture.daily();
        assertEquals(
                List.of("(\"2026-10-30 20:00:00+00\",5,3,2,1320.000000,2,2000,,,,,,4,1,4000000)"),
                fixture.dump().get("stb_media_hour"));
        assertEquals(
                List.of("(2026-10-30,5,3,2,1320.000000,2,2000,,,,,,4,1,4000000)"),
                fixture.dump().get("stb_media_day"));
    }

    private List<Report> reports() {
        List<Report> reports = new ArrayList<>();
        for (int box = 0; box < 6; box++) {
            for (String name : List.of("eth0", "wlan0")) {
                Map<String, Long> totals = new HashMap<>();
                Instant at = START.plusSeconds(random.nextInt(20_000));
                int count = 10 + random.nextInt(50);
                for (int i = 0; i < count; i++) {
                    // Sometimes a day or two without any report.
                    at = at.plusSeconds(random.nextInt(15) == 0 ? random.nextInt(200_000) : 1 + random.nextInt(4000));
                    if (random.nextInt(8) == 0) {
                        totals.clear();
                    }
                    for (String counter : COUNTERS) {
                        totals.merge(counter, (long) random.nextInt(5000), Long::sum);
                    }
                    Map<String, Long> sent = new HashMap<>(totals);
                    if (random.nextInt(3) == 0) {
                        sent.remove(COUNTERS.get(random.nextInt(COUNTERS.size())));
                    }
                    Report report = new Report(
                            1 + random.nextInt(60),
                            at,
                            "box" + box,
                            name,
                            sent,
                            random.nextInt(4) == 0 ? null : 100,
                            new String[] {"full", "half", null}[random.nextInt(3)]);
                    reports.add(report);
                    if (random.nextInt(10) == 0) {
                        reports.add(new Report(
                                1 + random.nextInt(60), at, report.box, name, sent, report.speed, report.duplex));
                    }
                }
            }
        }
        return reports;
    }

    private static long key(Report report) {
        return Long.parseLong(report.box().substring(3)) + 10 * report.day().toEpochDay();
    }

    private static void store(RollupFixture fixture, List<Report> reports) {
        fixture.ensureDays(reports.stream().map(Report::at).toList());
        fixture.database.useTransaction(h -> {
            Map<Long, List<Instant>> batches = new TreeMap<>();
            for (Report report : reports) {
                batches.computeIfAbsent(report.batch(), b -> new ArrayList<>()).add(report.at());
                insert(h, report);
            }
            batches.forEach((batch, times) -> RollupFixture.announce(h, batch, times));
        });
    }

    private static void insert(Handle h, Report report) {
        h.execute(
                "INSERT INTO identity.device VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                report.day(),
                key(report),
                report.box());
        var insert = h.createUpdate("INSERT INTO raw.stb_network (at, reported_at, batch, device_key, interface,"
                        + " clock_corrected, speed_mbps, duplex, " + String.join(", ", COUNTERS)
                        + ") VALUES (:at, :at, :batch, :key, :name, false, :speed, :duplex, :"
                        + String.join(", :", COUNTERS) + ")")
                .bind("at", report.at())
                .bind("batch", report.batch())
                .bind("key", key(report))
                .bind("name", report.name())
                .bind("speed", report.speed())
                .bind("duplex", report.duplex());
        COUNTERS.forEach(c -> insert.bind(c, report.totals().get(c)));
        insert.execute();
    }

    private static Map<String, Map<String, BigDecimal>> expected(List<Report> reports) {
        Map<String, TreeMap<Instant, Report>> interfaces = new TreeMap<>();
        reports.forEach(r -> interfaces
                .computeIfAbsent(r.box() + r.name(), k -> new TreeMap<>())
                .put(r.at(), r));
        Map<String, Map<String, BigDecimal>> hours = new TreeMap<>();
        for (TreeMap<Instant, Report> readings : interfaces.values()) {
            Report before = null;
            for (Report reading : readings.values()) {
                String hour =
                        key(reading) + "/" + reading.name() + "/" + reading.at().truncatedTo(ChronoUnit.HOURS);
                Map<String, BigDecimal> sums = hours.computeIfAbsent(hour, k -> new TreeMap<>());
                sums.merge("reports", BigDecimal.ONE, BigDecimal::add);
                if (before != null) {
                    add(sums, before, reading);
                }
                before = reading;
            }
        }
        return hours;
    }

    private static void add(Map<String, BigDecimal> sums, Report before, Report reading) {
        Map<String, Long> differences = new HashMap<>();
        for (String counter : COUNTERS) {
            Long old = before.totals().get(counter);
            Long now = reading.totals().get(counter);
            if (old != null && now != null) {
                differences.put(counter, now >= old ? now - old : now);
            }
        }
        differences.forEach((counter, d) -> sums.merge(counter, BigDecimal.valueOf(d), BigDecimal::add));
        Long received = differences.get("received_bytes");
        Long sent = differences.get("sent_bytes");
        if (reading.speed() != null && received != null && sent != null) {
            long used = "half".equals(reading.duplex()) ? received + sent : Math.max(received, sent);
            long seconds = Duration.between(before.at(), reading.at()).toSeconds();
            sums.merge("used_bits", BigDecimal.valueOf(8 * used), BigDecimal::add);
            sums.merge("capacity_bits", BigDecimal.valueOf(seconds * 1_000_000 * reading.speed()), BigDecimal::add);
        }
    }

    private static Map<String, Map<String, BigDecimal>> actual(RollupFixture fixture) {
        Map<String, Map<String, BigDecimal>> hours = new TreeMap<>();
        fixture.database.useTransaction(h -> {
            List<String> columns = new ArrayList<>(COUNTERS);
            columns.addAll(List.of("reports", "used_bits", "capacity_bits"));
            h.createQuery("SELECT device_key, interface, hour, " + String.join(", ", columns)
                            + " FROM kpi.stb_network_hour")
                    .map((rs, c) -> {
                        Map<String, BigDecimal> row = new TreeMap<>();
                        for (String column : columns) {
                            BigDecimal value = rs.getBigDecimal(column);
                            if (value != null) {
                                row.put(column, value.setScale(0));
                            }
                        }
                        return hours.put(
                                rs.getLong(1) + "/" + rs.getString(2) + "/"
                                        + rs.getObject(3, java.time.OffsetDateTime.class)
                                                .toInstant(),
                                row);
                    })
                    .list();
        });
        return hours;
    }
}
