package org.tmcstats.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the tables behind the system's back is found, and found where it is. */
class VerificationTest {
    private static final int EACH_DAY = 6;
    private static final long LAST = 3 * EACH_DAY;

    @TempDir
    private Path folder;

    private Trail trail;

    /** Three days of entries; the last is not anchored. */
    @BeforeEach
    void fill() {
        trail = new Trail(folder);
        trail.clock("timestamptz '2026-03-01 12:00Z'");
        trail.record(EACH_DAY);
        trail.anchors.anchor();
        trail.clock("timestamptz '2026-03-02 12:00Z'");
        trail.record(EACH_DAY);
        trail.anchors.anchor();
        trail.clock("clock_timestamp()");
        trail.record(EACH_DAY);
        trail.save();
    }

    private static TreeSet<Long> places(List<Findings.Fault> faults) {
        TreeSet<Long> places = new TreeSet<>();
        faults.forEach(f -> LongStream.rangeClosed(f.fromSeq(), f.toSeq()).forEach(places::add));
        return places;
    }

    @Test
    void an_untouched_trail_is_valid() {
        Findings findings = trail.verification.verify(trail.audit.latest());
        assertEquals(new Findings(true, LAST, 1, LAST, 2, 2 * EACH_DAY, List.of()), findings);
    }

    @Test
    void any_altered_value_is_found_at_its_entry() {
        Map<String, String> changes = Map.ofEntries(
                Map.entry("at", "at + interval '1 microsecond'"),
                Map.entry("actor", "'somebody-else'"),
                Map.entry("role", "'admin'"),
                Map.entry("action", "action || 's'"),
                Map.entry("kind", "''"),
                Map.entry("persons", "persons + 1"),
                Map.entry("purpose", "upper(purpose)"),
                Map.entry("subjects", "ARRAY ['0']"),
                Map.entry("before", "set_byte(before, 31, get_byte(before, 31) # 1)"),
                Map.entry("signature", "set_byte(signature, 0, get_byte(signature, 0) # 128)"),
                Map.entry("hash", "set_byte(hash, 7, get_byte(hash, 7) # 16)"));
        long seed = System.nanoTime();
        List<Map.Entry<String, String>> shuffled = new ArrayList<>(changes.entrySet());
        Collections.shuffle(shuffled, new Random(seed));
        for (long seq = 1; seq <= LAST; seq++) {
            String here = " WHERE seq = " + seq;
            // Each entry with some of the columns, each column with several entries.
            for (int i = 0; i < 3; i++) {
                Map.Entry<String, String> change = shuffled.get((int) (3 * seq + i) % shuffled.size());
                trail.tamper("UPDATE audit.entry SET " + change.getKey() + " = " + change.getValue() + here);
                List<Findings.Fault> faults = trail.faults();
                String what = change.getKey() + " of " + seq + ", seed " + seed + ": " + faults;
                assertEquals(1, faults.size(), what);
                assertEquals("altered", faults.get(0).fault(), what);
                assertEquals(seq, faults.get(0).fromSeq(), what);
                assertEquals(seq, faults.get(0).toSeq(), what);
                trail.tamper(
                        "DELETE FROM audit.entry" + here, "INSERT INTO audit.entry SELECT * FROM public.saved" + here);
            }
        }
        assertEquals(List.of(), trail.faults());
    }

    @Test
    void removed_entries_are_found_wherever_they_stood() {
        for (long from = 1; from <= LAST; from++) {
            for (long to = from; to <= LAST; to += 5) {
                trail.tamper("DELETE FROM audit.entry WHERE seq BETWEEN " + from + " AND " + to);
                List<Findings.Fault> faults = trail.faults();
                assertEquals(1, faults.size(), faults.toString());
                Findings.Fault fault = faults.get(0);
                assertEquals("removed", fault.fault());
                assertEquals(from, fault.fromSeq());
                assertEquals(to, fault.toSeq());
                assertEquals(from == 1, fault.after() == null);
                assertEquals(to == LAST, fault.until() == null);
                trail.restore();
            }
        }
    }

    @Test
    void a_tail_cut_off_is_found_by_the_anchors_alone() {
        for (long from = 1; from <= 2 * EACH_DAY; from++) {
            trail.tamper("DELETE FROM audit.entry WHERE seq >= " + from, "DELETE FROM audit.anchor");
            List<Findings.Fault> faults = trail.faults(null);
            assertTrue(places(faults)
                    .containsAll(
                            LongStream.rangeClosed(from, 2 * EACH_DAY).boxed().toList()));
            assertTrue(faults.stream().anyMatch(f -> f.fault().equals("anchor-removed")), faults.toString());
            trail.restore();
        }
    }

    @Test
    void entries_written_anew_after_a_cut_are_found_although_they_are_signed() {
        String today = LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
        trail.tamper(
                "DELETE FROM audit.entry WHERE seq > 9",
                "DELETE FROM audit.segment WHERE first_seq > 9",
                "DROP TABLE audit.entry_" + today);
        trail.record(3 * EACH_DAY);
        List<Findings.Fault> faults = trail.faults(null);
        assertEquals(1, faults.size(), faults.toString());
        assertEquals("replaced", faults.get(0).fault());
        assertEquals(2 * EACH_DAY, faults.get(0).fromSeq());
    }

    /** Behind the end, before the beginning, at a place that another segment has, far off. */
    @ParameterizedTest
    @CsvSource({
        "today, 19",
        "2026-03-01, 0",
        "2026-03-01, -7",
        "2026-03-02, 3",
        "2026-03-01, 15",
        "2026-03-01, 9223372036854775807"
    })
    void inserted_entries_are_found_at_their_place(String segment, long seq) {
        trail.tamper(
                "INSERT INTO audit.entry SELECT DATE '" + segment + "', " + seq + ", at, actor, role, action, kind,"
                        + " persons, purpose, subjects, before, signature, hash FROM public.saved WHERE seq = 3");
        List<Findings.Fault> faults = trail.faults();
        assertTrue(faults.stream().anyMatch(f -> f.fromSeq() == seq && f.toSeq() == seq), faults.toString());
        assertEquals(1, faults.size(), faults.toString());
    }

    @Test
    void entries_that_change_places_are_found_at_both() {
        long seed = System.nanoTime();
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            long a = random.nextLong(1, LAST + 1);
            long b = random.nextLong(1, LAST + 1);
            if (a != b) {
                trail.tamper(
                        "DELETE FROM audit.entry WHERE seq IN (" + a + ", " + b + ")", swapped(a, b), swapped(b, a));
                assertEquals(new TreeSet<>(List.of(a, b)), places(trail.faults()), "seed " + seed);
                trail.restore();
            }
        }
    }

    /** The row of one place, but for its place and segment. */
    private static String swapped(long to, long from) {
        return "INSERT INTO audit.entry SELECT p.segment, p.seq, s.at, s.actor, s.role, s.action, s.kind, s.persons,"
                + " s.purpose, s.subjects, s.before, s.signature, s.hash FROM public.saved p, public.saved s WHERE p.seq = "
                + to + " AND s.seq = " + from;
    }

    @Test
    void a_segment_that_is_gone_is_found() {
        trail.tamper("DROP TABLE audit.entry_20260302", "DELETE FROM audit.segment WHERE segment = '2026-03-02'");
        List<Findings.Fault> faults = trail.faults();
        assertEquals(1, faults.size(), faults.toString());
        assertEquals("removed", faults.get(0).fault());
        assertEquals(EACH_DAY + 1, faults.get(0).fromSeq());
        assertEquals(2 * EACH_DAY, faults.get(0).toSeq());
        assertNotNull(faults.get(0).after());
        assertNotNull(faults.get(0).until());
    }

    /** They would go with a day whose retention ends earlier, or stay with one where it ends later. */
    @ParameterizedTest
    @CsvSource({"7, 9, 2026-03-01", "12, 12, 2026-03-01", "4, 6, 2026-03-02"})
    void entries_in_the_segment_of_another_day_are_found(long from, long to, String segment) {
        trail.tamper("UPDATE audit.entry SET segment = '" + segment + "' WHERE seq BETWEEN " + from + " AND " + to);
        List<Findings.Fault> faults = trail.faults();
        assertTrue(
                faults.stream().anyMatch(f -> f.fault().equals("misplaced") && f.fromSeq() <= from && f.toSeq() >= to),
                faults.toString());
        trail.restore();
        assertEquals(List.of(), trail.faults());
    }

    /** What is there to be read without being verified. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEFAULT",
                "FOR VALUES IN ('12026-03-01')",
                "FOR VALUES IN ('2026-04-01', '2026-04-02')",
                "FOR VALUES IN ('0044-03-15 BC')",
                "FOR VALUES IN ('infinity')"
            })
    void a_partition_of_anything_but_one_day_is_found(String bound) {
        String segment = bound.equals("DEFAULT") ? "2027-01-01" : bound.replaceFirst(".*\\('([^']*)'.*", "$1");
        trail.tamper("CREATE TABLE audit.another PARTITION OF audit.entry " + bound);
        assertEquals(List.of(new Findings.Fault("foreign", 0, 0, null, null)), trail.faults());
        trail.tamper("INSERT INTO audit.entry SELECT DATE '" + segment
                + "', seq + 100, at, actor, role, action, kind, persons,"
                + " purpose, subjects, before, signature, hash FROM public.saved WHERE seq IN (3, 5)");
        assertEquals(List.of(new Findings.Fault("foreign", 103, 105, null, null)), trail.faults());
    }

    @Test
    void after_a_restore_of_an_older_database_new_anchors_go_outside_again() {
        trail.anchors.anchor();
        trail.restore();
        trail.tamper("DELETE FROM audit.entry WHERE seq > " + 2 * EACH_DAY);
        trail.record(3);
        trail.anchors.anchor();
        List<Anchor> outside = trail.anchors.inFile();
        List<Anchor> inside = trail.database.inTransaction(trail.anchors::inDatabase);
        Anchor last = inside.get(inside.size() - 1);
        assertEquals(2 * EACH_DAY + 3, last.seq());
        assertTrue(outside.stream().anyMatch(a -> a.line().equals(last.line())), outside.toString());
        trail.anchors.anchor();
        assertEquals(outside.size(), trail.anchors.inFile().size());
    }

    @Test
    void a_forged_statement_is_no_statement() throws Exception {
        trail.tamper("UPDATE audit.anchor SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE seq = " + EACH_DAY);
        List<Findings.Fault> faults = trail.faults();
        assertTrue(
                faults.stream().anyMatch(f -> f.fault().equals("anchor-forged") && f.fromSeq() == EACH_DAY),
                faults.toString());
        trail.restore();
        trail.tamper(
                "INSERT INTO audit.anchor SELECT 'start', seq, at, hash, kid, signature FROM audit.anchor WHERE seq = "
                        + EACH_DAY);
        trail.tamper("DELETE FROM audit.entry WHERE seq <= " + EACH_DAY);
        assertTrue(places(trail.faults())
                .containsAll(LongStream.rangeClosed(1, EACH_DAY).boxed().toList()));
        trail.restore();
        assertEquals(List.of(), trail.faults());
        Files.writeString(folder.resolve("anchors"), "half a li", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
        trail.anchors.anchor();
        assertEquals(List.of(), trail.faults());
        assertEquals(3, trail.anchors.inFile().size());
    }

    @Test
    void a_trail_is_verified_while_it_grows() throws Exception {
        Thread writer = new Thread(() -> trail.record(300));
        writer.start();
        do {
            assertEquals(List.of(), trail.faults());
        } while (writer.isAlive());
        assertEquals(LAST + 300, trail.verification.verify(trail.audit.latest()).entries());
    }
}
