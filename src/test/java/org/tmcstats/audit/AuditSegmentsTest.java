package org.tmcstats.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.store.StoreException;

class AuditSegmentsTest {
    @TempDir
    private Path folder;

    private Trail trail;

    @BeforeEach
    void fill() {
        trail = new Trail(folder);
        for (int day = 1; day <= 3; day++) {
            trail.clock("timestamptz '2026-03-0" + day + " 12:00Z'");
            trail.record(10);
            trail.anchors.anchor();
        }
        trail.clock("clock_timestamp()");
    }

    private Findings verify() {
        return trail.verification.verify(trail.audit.latest());
    }

    @Test
    void whole_days_that_ended_go_and_the_rest_stays_verifiable() {
        Instant limit = Instant.parse("2026-03-03T11:00:00Z");
        assertEquals(
                List.of(LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-02")), trail.segments.before(limit));
        assertEquals(2, trail.segments.dropBefore(limit));
        Findings findings = verify();
        assertEquals(List.of(), findings.faults());
        assertEquals(21, findings.firstSeq());
        assertEquals(31, findings.lastSeq());
        assertEquals(0, trail.segments.dropBefore(limit));
        trail.record(5);
        assertEquals(36, verify().lastSeq());
        assertTrue(verify().valid());
        List<String> last = trail.database.inTransaction(
                h -> h.createQuery("SELECT actor || ' ' || action || ' ' || persons FROM audit.entry WHERE seq = 31")
                        .mapTo(String.class)
                        .list());
        assertEquals(List.of(AuditSegments.ACTOR + " purge 3"), last);
    }

    @Test
    void the_day_under_way_stays_whatever_the_limit() {
        trail.record(4);
        assertEquals(3, trail.segments.dropBefore(Instant.now().plusSeconds(86_400 * 30)));
        Findings findings = verify();
        assertEquals(List.of(), findings.faults());
        assertEquals(31, findings.firstSeq());
        assertEquals(35, findings.lastSeq());
    }

    @Test
    void what_was_dropped_cannot_come_back() {
        trail.tamper("CREATE TABLE public.old AS SELECT * FROM audit.entry WHERE seq = 7");
        trail.segments.dropBefore(Instant.parse("2026-03-02T00:00:00Z"));
        trail.tamper("UPDATE public.old SET segment = '2026-03-02'", "INSERT INTO audit.entry TABLE public.old");
        List<Findings.Fault> faults = verify().faults();
        assertEquals(1, faults.size(), faults.toString());
        assertEquals("inserted", faults.get(0).fault());
        assertEquals(7, faults.get(0).fromSeq());
    }

    /** The table of segments is not signed: it must not say where the rest begins. */
    @Test
    void the_start_is_the_last_entry_dropped_whatever_the_table_of_segments_says() {
        trail.tamper("UPDATE audit.segment SET first_seq = 16, before = (SELECT hash FROM audit.entry WHERE seq = 15)"
                + " WHERE segment = '2026-03-02'");
        assertEquals(1, trail.segments.dropBefore(Instant.parse("2026-03-02T00:00:00Z")));
        assertEquals(List.of(), verify().faults());
        trail.tamper("DELETE FROM audit.entry WHERE seq BETWEEN 11 AND 15");
        List<Findings.Fault> faults = verify().faults();
        assertEquals(1, faults.size(), faults.toString());
        assertEquals("removed", faults.get(0).fault());
        assertEquals(11, faults.get(0).fromSeq());
        assertEquals(15, faults.get(0).toSeq());
    }

    @Test
    void entries_moved_into_a_day_that_ends_earlier_are_not_dropped_with_it() {
        trail.tamper("UPDATE audit.entry SET segment = '2026-03-01' WHERE seq BETWEEN 11 AND 15");
        assertThrows(ProblemException.class, () -> trail.segments.dropBefore(Instant.parse("2026-03-02T00:00:00Z")));
        assertEquals(30, verify().entries());
    }

    /** The limit of time is for a build that would otherwise wait for ever. */
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_drop_does_not_wait_for_a_back_up() throws SQLException {
        Instant limit = Instant.parse("2026-03-02T00:00:00Z");
        try (Connection backup = trail.server.dataSource().getConnection();
                Statement statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.execute("LOCK TABLE audit.entry IN ACCESS SHARE MODE");
            StoreException inTheWay = assertThrows(StoreException.class, () -> trail.segments.dropBefore(limit));
            assertEquals("55P03", inTheWay.sqlState());
            trail.record(1);
            backup.rollback();
        }
        assertEquals(1, trail.segments.dropBefore(limit));
        assertTrue(verify().valid());
    }

    @Test
    void a_retention_that_was_set_counts_when_it_is_longer_than_the_configured_one() {
        Duration configured = Duration.ofDays(365);
        assertEquals(configured, trail.segments.retention(configured));
        trail.tamper("INSERT INTO ops.retention (kind, dataset, days) VALUES ('audit', '', 1)");
        assertEquals(configured, trail.segments.retention(configured));
        trail.tamper("UPDATE ops.retention SET days = 400");
        assertEquals(Duration.ofDays(400), trail.segments.retention(configured));
    }

    @Test
    void a_start_that_is_taken_away_is_found_by_the_copy_outside() {
        trail.segments.dropBefore(Instant.parse("2026-03-02T00:00:00Z"));
        trail.tamper("DELETE FROM audit.anchor WHERE kind = 'start'");
        List<Findings.Fault> faults = verify().faults();
        assertEquals(1, faults.size(), faults.toString());
        assertEquals("anchor-removed", faults.get(0).fault());
        assertEquals(10, faults.get(0).fromSeq());
    }

    @Test
    void a_trail_with_faults_is_not_dropped() {
        trail.tamper("DELETE FROM audit.entry WHERE seq = 4");
        assertThrows(ProblemException.class, () -> trail.segments.dropBefore(Instant.parse("2026-03-03T00:00:00Z")));
        assertEquals(4, verify().faults().get(0).fromSeq());
        assertEquals(29, verify().entries());
    }

    @Test
    void no_segment_can_be_dropped_without_a_signed_start() {
        assertThrows(
                RuntimeException.class,
                () -> trail.database.useTransaction(h -> h.execute("SELECT audit.drop_segment(DATE '2026-03-01')")));
        assertEquals(30, verify().entries());
    }
}
