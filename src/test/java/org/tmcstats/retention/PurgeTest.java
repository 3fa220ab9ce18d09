package org.tmcstats.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.retention.RetentionFixture.Call;
import org.tmcstats.retention.RetentionFixture.Row;
import org.tmcstats.retention.hold.Holds;
import org.tmcstats.store.StoreException;

/** Purges of random data, against what a few plain rules say should be left. */
@NullUnmarked
class PurgeTest {
    private static final LocalDate TODAY = RetentionFixture.TODAY;
    private static final int MAX_AGE = 90;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private Random random;

    @BeforeEach
    void print_seed() {
        System.out.println("PurgeTest seed " + seed);
        random = new Random(seed);
    }

    @Test
    void what_is_left_is_what_the_rules_say() {
        for (int trial = 0; trial < 4; trial++) {
            RetentionFixture fixture = new RetentionFixture(folder, random);
            // From beyond the oldest accepted record to the retention's end.
            LocalDate first = TODAY.minusDays(98);
            fixture.fill(first, 12);
            Rules rules = new Rules(fixture);
            rules.days = Map.of(
                    "rawMeasurements", Map.of("ms", 86 + random.nextInt(14), "ui", 86 + random.nextInt(14)),
                    "identities", Map.of("ms", 86 + random.nextInt(14), "ui", 86 + random.nextInt(14)),
                    "events", 86 + random.nextInt(14),
                    "quarantine", 86 + random.nextInt(14),
                    "hourlyKpis", Map.of("ms", 92 + random.nextInt(8), "ui", 92 + random.nextInt(8)));
            fixture.retain(rules.days);
            rules.holdPerson(PersonKind.AGENT, fixture.agent());
            rules.holdPerson(PersonKind.PHONE, fixture.phone());
            rules.holdPerson(PersonKind.DEVICE, fixture.device());
            if (random.nextBoolean()) {
                rules.holdPerson(PersonKind.IP, fixture.ip());
            }
            rules.holdCall(new ArrayList<>(fixture.calls.keySet()).get(random.nextInt(fixture.calls.size())));
            rules.holdPeriod(first.plusDays(random.nextInt(10)));
            rules.awaitRollup(first.plusDays(random.nextInt(12)));
            Map<String, List<Row>> before = fixture.rows();

            fixture.run(TODAY);
            compare(rules, before, fixture.rows(), "trial " + trial);
            List<String> once = texts(fixture.rows());
            fixture.run(TODAY);
            assertEquals(once, texts(fixture.rows()), "a second run finds nothing more");

            fixture.releaseAll();
            rules.forgetHolds();
            fixture.run(TODAY);
            compare(rules, before, fixture.rows(), "released, trial " + trial);
        }
    }

    @Test
    void a_held_person_s_calls_stay_also_while_a_restriction_keeps_the_person_aside() {
        RetentionFixture fixture = new RetentionFixture(folder, random);
        fixture.fill(TODAY.minusDays(60), 8);
        String agent = fixture.calls.values().stream()
                .filter(call -> !call.datasets().isEmpty())
                .flatMap(call -> call.identifiers().stream())
                .filter(identifier -> identifier.startsWith("agent-"))
                .findFirst()
                .orElseThrow();
        List<Row> measured = fixture.rows().get("raw.measurement").stream()
                .filter(row -> fixture.calls.get(row.call()).identifiers().contains(agent))
                .toList();
        fixture.restrict(agent);
        fixture.hold(PersonKind.AGENT, agent);
        fixture.retain(Map.of("rawMeasurements", 30, "identities", 30, "events", 30));
        fixture.run(TODAY);
        assertEquals(texts(measured), texts(fixture.rows().get("raw.measurement")), "seed " + seed);
        fixture.releaseAll();
        fixture.run(TODAY);
        assertEquals(List.of(), fixture.rows().get("raw.measurement"));
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(Row::text).toList();
    }

    private void compare(Rules rules, Map<String, List<Row>> before, Map<String, List<Row>> after, String when) {
        for (String table : RetentionFixture.TABLES) {
            assertEquals(
                    before.get(table).stream()
                            .filter(row -> rules.stays(table, row))
                            .map(Row::text)
                            .toList(),
                    after.get(table).stream().map(Row::text).toList(),
                    table + ", " + when + ", seed " + seed + ", " + rules.days);
        }
    }

    private static List<String> texts(Map<String, List<Row>> rows) {
        return RetentionFixture.TABLES.stream()
                .flatMap(t -> rows.get(t).stream())
                .map(Row::text)
                .toList();
    }

    /** The rules, by clear identifiers and without SQL. */
    private static final class Rules {
        private final RetentionFixture fixture;
        private final Set<String> heldPersons = new TreeSet<>();
        private final Set<Long> heldCalls = new TreeSet<>();
        private final Set<LocalDate> heldDays = new TreeSet<>();
        private final Set<LocalDate> awaited = new TreeSet<>();
        private Map<String, Object> days;

        Rules(RetentionFixture fixture) {
            this.fixture = fixture;
        }

        void holdPerson(PersonKind kind, String value) {
            fixture.hold(kind, value);
            heldPersons.add(value);
        }

        void holdCall(long key) {
            fixture.hold(key);
            heldCalls.add(key);
        }

        void holdPeriod(LocalDate day) {
            Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
            fixture.hold(noon, noon.plusSeconds(1));
            heldDays.add(day);
        }

        void awaitRollup(LocalDate day) {
            fixture.await(4711, day);
            awaited.add(day);
        }

        void forgetHolds() {
            heldPersons.clear();
            heldCalls.clear();
            heldDays.clear();
        }

        boolean stays(String table, Row row) {
            LocalDate first = monthly(table) ? row.day().withDayOfMonth(1) : row.day();
            LocalDate next = monthly(table) ? first.plusMonths(1) : first.plusDays(1);
            for (LocalDate day = first; day.isBefore(next); day = day.plusDays(1)) {
                if (heldDays.contains(day)) {
                    return true;
                }
            }
            for (LocalDate day = first.minusDays(1); !day.isAfter(next); day = day.plusDays(1)) {
                if (awaited.contains(day)) {
                    return true;
                }
            }
            return young(table, "ms", next) && mayBeOf(table, row, "ms", first)
                    || young(table, "ui", next) && mayBeOf(table, row, "ui", first)
                    || isHeld(row);
        }

        /** Once the hours are gone nobody knows. */
        private boolean mayBeOf(String table, Row row, String set, LocalDate first) {
            return isOf(table, row, set)
                    || row.dataset() == null
                            && row.call() != null
                            && !first.isAfter(TODAY.minusDays(kept("kpi.call_leg_hour", set)));
        }

        private boolean young(String table, String set, LocalDate next) {
            return next.isAfter(TODAY.minusDays(kept(table, set)));
        }

        private int kept(String table, String set) {
            String key = table.startsWith("raw.")
                    ? "rawMeasurements"
                    : table.equals("identity.event")
                            ? "events"
                            : table.equals("identity.quarantine")
                                    ? "quarantine"
                                    : table.startsWith("identity.")
                                            ? "identities"
                                            : table.endsWith("_day") ? "dailyKpis" : "hourlyKpis";
            Object value = days.getOrDefault(key, 1826);
            int kept = value instanceof Map<?, ?> sets ? (int) sets.get(set) : (int) value;
            if (table.equals("raw.stb_seen") || table.equals("kpi.stb_counter")) {
                kept = Math.max(kept, MAX_AGE + 2);
            }
            return kept;
        }

        private boolean isOf(String table, Row row, String set) {
            if (row.dataset() != null) {
                return row.dataset().equals(set);
            }
            Set<String> sets = row.call() == null
                    ? Set.of()
                    : fixture.calls.get(row.call()).datasets();
            return sets.isEmpty() || sets.contains(set);
        }

        private boolean isHeld(Row row) {
            if (row.call() != null) {
                Call call = fixture.calls.get(row.call());
                return heldCalls.contains(row.call())
                        || call.identifiers().stream().anyMatch(heldPersons::contains);
            }
            if (row.device() != null) {
                return heldPersons.contains(fixture.boxes.get(row.device()));
            }
            // Bytes are told in hexadecimal digits, the origin in clear.
            String text = row.text();
            return heldPersons.stream()
                    .anyMatch(p -> text.contains("," + p + ",") || text.contains(hex("\"" + p + "\"")));
        }

        private static String hex(String text) {
            return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        private static boolean monthly(String table) {
            return table.startsWith("kpi.quality");
        }
    }

    @Test
    void days_that_no_record_needs_any_more_lose_their_partitions_and_later_ones_stay_empty() {
        RetentionFixture fixture = new RetentionFixture(folder, random);
        LocalDate old = TODAY.minusDays(95);
        LocalDate young = TODAY.minusDays(50);
        fixture.fill(old, 1);
        fixture.fill(young, 1);
        fixture.retain(Map.of("rawMeasurements", 20, "identities", 20, "events", 20));
        fixture.run(TODAY);
        assertNull(partition(fixture, "raw.measurement", old));
        assertNull(partition(fixture, "identity.call", old));
        assertNotNull(partition(fixture, "raw.measurement", young));
        assertEquals(
                List.of(old, young),
                fixture.database.inTransaction(
                        h -> h.createQuery("SELECT day FROM raw.purged_day WHERE day IN (:a, :b) ORDER BY 1")
                                .bind("a", old)
                                .bind("b", young)
                                .mapTo(LocalDate.class)
                                .list()));
        assertEquals(List.of(), fixture.rows().get("identity.participant"));
        assertFalse(fixture.rows().get("kpi.quality_hour").isEmpty());
        List<String> audited = fixture.database.inTransaction(
                h -> h.createQuery("SELECT DISTINCT action || ' ' || kind FROM audit.entry ORDER BY 1")
                        .mapTo(String.class)
                        .list());
        assertEquals(
                List.of("purge quarantine", "purge raw measurements", "redact events with SDP", "redact identities"),
                audited);
    }

    private static String partition(RetentionFixture fixture, String parent, LocalDate day) {
        return fixture.database.inTransaction(h -> h.createQuery("SELECT to_regclass(:name)::text")
                .bind("name", parent + "_" + day.toString().replace("-", ""))
                .mapTo(String.class)
                .one());
    }

    @Test
    void a_purge_gives_way_to_a_writer_and_counts_what_it_wrote() {
        RetentionFixture fixture = new RetentionFixture(folder, random);
        LocalDate day = TODAY.minusDays(50);
        fixture.fill(day, 1);
        fixture.retain(Map.of("rawMeasurements", 20));
        DueDays due =
                fixture
                        .database
                        .inTransaction(h -> fixture.purge.due(h, EnumSet.of(Topic.RAW_MEASUREMENTS), TODAY))
                        .stream()
                        .filter(d -> d.first().equals(day))
                        .findFirst()
                        .orElseThrow();
        fixture.database.useTransaction(h -> {
            h.execute(
                    "INSERT INTO raw.event VALUES (?, 9, 99, NULL, 1, 'signal', NULL)",
                    day.atTime(8, 0).atOffset(ZoneOffset.UTC));
            StoreException busy =
                    assertThrows(StoreException.class, () -> fixture.purge.purge("test", due, new Holds.Found()));
            assertEquals("55P03", busy.sqlState());
            h.execute(
                    "INSERT INTO raw.batch (batch, first_at, last_at, records) VALUES (9, ?, ?, 1)",
                    day.atTime(8, 0).atOffset(ZoneOffset.UTC),
                    day.atTime(8, 0).atOffset(ZoneOffset.UTC));
        });
        assertEquals(Purge.Outcome.AWAITED, fixture.purge.purge("test", due, new Holds.Found()));
        fixture.database.useTransaction(h -> h.execute("DELETE FROM raw.batch"));
        assertEquals(Purge.Outcome.PURGED, fixture.purge.purge("test", due, new Holds.Found()));
        assertEquals(List.of(), fixture.rows().get("raw.event"));
    }

    @Test
    void a_dry_run_says_what_goes_and_what_stays_and_changes_nothing() {
        RetentionFixture fixture = new RetentionFixture(folder, random);
        LocalDate day = TODAY.minusDays(95);
        fixture.fill(day, 3);
        fixture.retain(Map.of("rawMeasurements", 20, "identities", 4000));
        long call = fixture.calls.entrySet().stream()
                .filter(c -> c.getValue().days().contains(day))
                .findFirst()
                .orElseThrow()
                .getKey();
        fixture.hold(call);
        fixture.await(7, day.plusDays(3));
        Map<String, List<Row>> before = fixture.rows();
        Preview preview = new Preview(fixture.database, fixture.purge, fixture.holds);
        List<Preview.Item> items = preview.items(TODAY, 0, 1000).stream()
                .filter(i -> i.table().equals("raw.measurement") && !i.from().isBefore(day))
                .toList();
        assertEquals(
                List.of("keep-part", "keep-part", "none"),
                items.stream().map(Preview.Item::action).toList());
        assertEquals(1, items.get(0).heldCalls());
        assertTrue(items.get(2).notRolledUp());
        assertEquals(before, fixture.rows());
        List<Preview.Item> all = preview.items(TODAY, 0, 1000);
        List<Preview.Item> paged = new ArrayList<>();
        for (int skip = 0; skip < all.size(); skip += 3) {
            List<Preview.Item> page = preview.items(TODAY, skip, 3);
            assertTrue(page.size() <= 3);
            paged.addAll(page);
        }
        assertEquals(all, paged);
    }

    @Test
    void periods_out_of_bounds_are_refused_with_the_pointer_of_each_fault() {
        RetentionFixture fixture = new RetentionFixture(folder, random);
        assertEquals(List.of("/hourlyKpis"), faults(fixture, Map.of("hourlyKpis", 91)));
        assertEquals(List.of("/dailyKpis"), faults(fixture, Map.of("hourlyKpis", 400, "dailyKpis", Map.of("ui", 399))));
        assertEquals(List.of("/identities"), faults(fixture, Map.of("identities", Map.of("ms", 1))));
        assertEquals(List.of("/a~1b"), faults(fixture, Map.of("a/b", 3)));
        assertEquals(List.of("/logs"), faults(fixture, Map.of("logs", Map.of("ms", 3))));
        assertEquals(List.of("/events/ms"), faults(fixture, Map.of("events", Map.of("ms", 0))));
        assertEquals(List.of("/events"), faults(fixture, Map.of("events", Map.of("stb", 5))));
        assertEquals(List.of("/audit"), faults(fixture, Map.of("audit", "long")));
        fixture.retain(Map.of("hourlyKpis", Map.of("ui", 92), "logs", 7));
        Map<String, Object> told = fixture.database
                .inTransaction(h -> RetentionDays.read(h, fixture.config))
                .told();
        assertEquals(Map.of("ms", 400, "ui", 92), told.get("hourlyKpis"));
        assertEquals(7, told.get("logs"));
    }

    private static List<String> faults(RetentionFixture fixture, Map<String, Object> days) {
        ProblemException refused = assertThrows(ProblemException.class, () -> fixture.retain(days));
        return refused.faults().stream().map(ProblemException.Fault::pointer).collect(Collectors.toList());
    }
}
