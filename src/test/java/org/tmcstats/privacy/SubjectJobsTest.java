package org.tmcstats.privacy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** What the steps of the jobs for requests do to the rows of a real database, and what is taken back. */
@NullUnmarked
class SubjectJobsTest {
    private static final String IDENTITIES = "SELECT c::text FROM identity.call c UNION ALL SELECT p::text FROM"
            + " identity.participant p UNION ALL SELECT e::text FROM identity.event e UNION ALL SELECT d::text FROM"
            + " identity.device d ORDER BY 1";

    @TempDir
    private Path folder;

    private PrivacyRoom room;

    @BeforeEach
    void open() {
        room = new PrivacyRoom(folder);
        room.call(1, "agent-1", "+15557310942");
        room.call(2, "agent-2", "+15557310943");
        room.call(3, "agent-1", "+15557310943");
    }

    private static ProblemException conflict(Runnable what) {
        ProblemException problem = assertThrows(ProblemException.class, what::run);
        assertEquals(ProblemType.CONFLICT, problem.type());
        return problem;
    }

    private List<String> identities() {
        return room.texts(IDENTITIES);
    }

    // One at a time -------------------------------------------------------------------------------------------------

    @Test
    void nothing_starts_while_a_job_for_any_request_is_under_way() {
        UUID erasure = room.approved("erasure", "agent", "agent-1");
        room.checks.erasure().check(Map.of("request", erasure.toString()));
        long running = room.run("subject-export", "STARTED");
        ProblemException problem = conflict(() -> room.checks.erasure().check(Map.of("request", erasure.toString())));
        assertEquals(running, problem.members().get("execution"));
        room.execute("UPDATE jb_executioninstancedata SET batchstatus = 'COMPLETED'");
        room.checks.erasure().check(Map.of("request", erasure.toString()));
    }

    @Test
    void a_closed_request_has_no_run_any_more() {
        UUID erasure = room.approved("erasure", "agent", "agent-1");
        room.requests.failed(erasure, "find: StoreException");
        conflict(() -> room.checks.erasure().check(Map.of("request", erasure.toString())));
        room.requests.cancel(erasure, "officer", null);
        conflict(() -> room.checks.erasure().check(Map.of("request", erasure.toString())));
    }

    @Test
    void a_restriction_is_not_lifted_while_a_job_for_any_request_is_under_way() {
        List<String> before = identities();
        UUID restriction = room.changed("restriction", "agent", "agent-1", null);
        room.run("subject-erasure", "STARTING");
        conflict(() -> room.suppressions.lift(restriction, "officer", "told"));
        room.execute("UPDATE jb_executioninstancedata SET batchstatus = 'COMPLETED'");
        room.suppressions.lift(restriction, "officer", "told");
        assertEquals(before, identities());
    }

    // What is taken back --------------------------------------------------------------------------------------------

    @Test
    void a_restriction_that_failed_and_is_cancelled_leaves_nothing_behind() {
        List<String> before = identities();
        UUID restriction = room.approved("restriction", "agent", "agent-1");
        room.change(restriction);
        assertTrue(room.count("privacy.set_aside") > 0);
        room.requests.failed(restriction, "finish: StoreException");
        room.requests.cancel(restriction, "officer", null);
        assertEquals(before, identities());
        assertEquals(0, room.count("privacy.set_aside"));
        assertEquals(0, room.count("privacy.suppressed"));
        assertEquals(0, room.count("privacy.subject_key"));
    }

    @Test
    void an_objection_that_failed_and_is_refused_is_not_in_force() {
        UUID objection = room.approved("objection", "agent", "agent-1");
        room.suppressions.begin(objection);
        assertEquals(1, room.count("privacy.suppressed"));
        room.requests.failed(objection, "finish: StoreException");
        room.requests.refuse(objection, "officer", "Art. 21(1)", "compelling grounds");
        assertEquals(0, room.count("privacy.suppressed"));
    }

    @Test
    void an_erasure_that_has_begun_cannot_be_closed_but_goes_on() {
        UUID erasure = room.approved("erasure", "agent", "agent-1");
        room.erasure.find(erasure);
        room.requests.failed(erasure, "erase: StoreException");
        conflict(() -> room.requests.cancel(erasure, "officer", null));
        conflict(() -> room.requests.refuse(erasure, "officer", "Art. 12(5)(b)", "asked before"));
        assertEquals(RequestStatus.FAILED, room.requests.require(erasure).status());
        assertEquals(
                RequestStatus.IN_PROGRESS,
                room.requests.approve(erasure, "officer", null, null).status());
    }

    @Test
    void parts_of_an_export_that_failed_go_with_its_request() {
        UUID access = room.approved("access", "agent", "agent-1");
        room.execute("INSERT INTO privacy.export_part VALUES ('" + access + "', 0, 0, 'a', false, '\\x00')");
        room.requests.failed(access, "write: StoreException");
        room.requests.cancel(access, "officer", null);
        assertEquals(0, room.count("privacy.export_part"));
    }

    @Test
    void rows_that_another_restriction_covers_stay_aside_under_its_name() {
        List<String> before = identities();
        UUID first = room.changed("restriction", "agent", "agent-1", null);
        UUID second = room.changed("restriction", "phone", "+15557310943", null);
        room.suppressions.lift(first, "officer", "told");
        assertTrue(room.count("privacy.set_aside WHERE request_id = '" + second + "'") > 0);
        assertEquals(0, room.count("privacy.set_aside WHERE request_id = '" + first + "'"));
        assertEquals(0, room.count("identity.participant WHERE external_id LIKE '%943'"));
        room.suppressions.lift(second, "officer", "told");
        assertEquals(before, identities());
    }

    @Test
    void writers_wait_for_the_end_of_a_lift_alone() throws Exception {
        UUID restriction = room.changed("restriction", "agent", "agent-1", null);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> room.database.useTransaction(h -> {
            room.keys.suppression().hold(h, room.keys.suppression().current());
            writing.countDown();
            try {
                assertTrue(written.await(1, TimeUnit.MINUTES));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        assertTrue(writing.await(1, TimeUnit.MINUTES));
        CompletableFuture<Void> lift =
                CompletableFuture.runAsync(() -> room.suppressions.lift(restriction, "officer", "told"));
        // While the lift waits for the writer, its rows are in their tables already.
        await().atMost(1, TimeUnit.MINUTES)
                .until(() -> room.count("pg_locks w JOIN pg_locks t USING (pid)"
                                + " WHERE w.locktype = 'advisory' AND NOT w.granted AND t.mode = 'RowExclusiveLock'"
                                + " AND t.relation = 'identity.participant'::regclass")
                        > 0);
        written.countDown();
        writer.get(1, TimeUnit.MINUTES);
        lift.get(1, TimeUnit.MINUTES);
        assertEquals(2, room.count("identity.participant WHERE external_id = 'agent-1'"));
    }

    // Rectification -------------------------------------------------------------------------------------------------

    @Test
    void a_correction_reaches_rows_that_lie_aside() {
        UUID restriction = room.changed("restriction", "agent", "agent-1", null);
        UUID rectification = room.changed("rectification", "agent", "agent-1", "agent-9");
        assertEquals(
                2, ((Number) room.requests.require(rectification).result().get("identity.participant")).intValue());
        room.suppressions.lift(restriction, "officer", "told");
        assertEquals(0, room.count("identity.participant WHERE external_id = 'agent-1'"));
        assertEquals(2, room.count("identity.participant WHERE external_id = 'agent-9'"));
        assertEquals(2, room.count("identity.event WHERE body LIKE '%agent-1%'"), "events stay as sent");
    }

    @Test
    void a_correction_leaves_values_that_merely_name_the_wrong_one() {
        room.execute("INSERT INTO identity.device VALUES ('" + PrivacyRoom.DAY + "', 7, 'box-7/192.0.2.7')");
        room.execute("INSERT INTO identity.device_address VALUES ('" + PrivacyRoom.DAY
                + "', 7, 'eth0', '192.0.2.7', '', '192.0.2.1')");
        room.changed("rectification", "ip", "192.0.2.7", "192.0.2.8");
        assertEquals(List.of("box-7/192.0.2.7"), room.texts("SELECT device_id FROM identity.device"));
        assertEquals(List.of("192.0.2.8"), room.texts("SELECT ip FROM identity.device_address"));
        assertEquals(List.of("192.0.2.1"), room.texts("SELECT gateway FROM identity.device_address"));
    }

    @Test
    void where_the_right_value_is_taken_the_row_stays_and_is_reported() {
        for (int day = 0; day < 5; day++) {
            String date = PrivacyRoom.DAY.plusDays(day).toString();
            room.execute("SELECT ops.ensure_day('" + date + "')");
            room.execute("INSERT INTO identity.device VALUES ('" + date + "', 10, 'box-wrong')");
            if (day == 2) {
                room.execute("INSERT INTO identity.device VALUES ('" + date + "', 11, 'box-right')");
            }
        }
        UUID rectification = room.changed("rectification", "device", "box-wrong", "box-right");
        assertEquals(
                List.of("2026-11-22"),
                room.texts("SELECT day::text FROM identity.device WHERE device_id = 'box-wrong'"));
        assertEquals(5, room.count("identity.device WHERE device_id = 'box-right'"));
        Map<String, Object> result = room.requests.require(rectification).result();
        assertEquals(4, ((Number) result.get("identity.device")).intValue());
        assertEquals(Map.of("identity.device", 1), result.get("collisions"));

        room.participant(3, "agent", "agent-9");
        UUID ofAgent = room.changed("rectification", "agent", "agent-1", "agent-9");
        assertEquals(
                List.of("3"), room.texts("SELECT call_key FROM identity.participant WHERE external_id = 'agent-1'"));
        assertEquals(
                Map.of("identity.participant", 1),
                room.requests.require(ofAgent).result().get("collisions"));
    }

    // Erasure -------------------------------------------------------------------------------------------------------

    private UUID erased(String kind, String value) throws InterruptedException {
        UUID erasure = room.approved("erasure", kind, value);
        room.erasure.find(erasure);
        room.erasure.tables().forEach(table -> room.erasure.erase(erasure, table));
        room.erasure.eraseAside(erasure);
        room.erasure.awaitNodes(erasure);
        return erasure;
    }

    @Test
    void held_rows_that_lie_aside_are_kept_and_told() throws Exception {
        room.changed("restriction", "agent", "agent-1", null);
        room.hold(PersonKind.PHONE, "+15557310942");
        UUID erasure = erased("agent", "agent-1");
        room.erasure.certify(erasure);
        // Of the held call: the call, its agent and its event. Its customer was never taken.
        assertEquals(3, room.count("privacy.set_aside"));
        assertTrue(room.kept(erasure).stream()
                .anyMatch(k -> "privacy.set_aside".equals(k.get("table"))
                        && Integer.valueOf(3).equals(k.get("rows"))));
    }

    @Test
    void the_certificate_tells_consents_other_requests_and_spools_of_nodes_that_are_gone() throws Exception {
        String hash = "(SELECT hash FROM privacy.request_identity LIMIT 1)";
        UUID open = room.approved("access", "agent", "agent-1");
        room.execute("INSERT INTO privacy.consent (person_kind, person_hmac, purpose, wording, channel, given_at,"
                + " recorded_by) SELECT 'agent', " + hash + ", 'survey', '1', 'web', now(), 'officer'");
        room.execute("INSERT INTO ops.spool_position VALUES (gen_random_uuid(), 0, 0)");
        UUID erasure = erased("agent", "agent-1");
        room.erasure.certify(erasure);
        assertEquals(1, room.certificates.require(erasure).certificate().get("spoolsOutstanding"));
        List<Map<String, Object>> kept = room.kept(erasure);
        for (String table : List.of("privacy.consent", "privacy.request")) {
            assertTrue(
                    kept.stream()
                            .anyMatch(k -> table.equals(k.get("table"))
                                    && Integer.valueOf(1).equals(k.get("rows"))),
                    table);
        }
        assertEquals(RequestStatus.IN_PROGRESS, room.requests.require(open).status());
    }

    @Test
    void clear_values_are_gone_before_files_are_rewritten_and_a_run_that_goes_on_needs_none() throws Exception {
        UUID erasure = erased("agent", "agent-1");
        assertEquals(1, room.count("privacy.request WHERE sealed IS NULL"));
        room.requests.failed(erasure, "rewrite: StoreException");
        room.requests.approve(erasure, "officer", null, null);
        room.erasure.find(erasure);
        room.erasure.certify(erasure);
        assertEquals(RequestStatus.COMPLETED, room.requests.require(erasure).status());
    }

    @Test
    void the_log_counts_as_cleared_only_where_the_server_deletes_it() throws Exception {
        UUID erasure = erased("agent", "agent-1");
        assertEquals(List.of("false"), logCleared(erasure), "PostgreSQL recycles its log by default");
        room.execute(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET wal_recycle = off', current_database()); END $$");
        assertEquals(List.of("true"), logCleared(erasure));
        room.execute("SELECT pg_create_physical_replication_slot('keeps_log')");
        try {
            assertEquals(List.of("false"), logCleared(erasure));
        } finally {
            room.execute("SELECT pg_drop_replication_slot('keeps_log')");
        }
    }

    private List<String> logCleared(UUID erasure) {
        room.rewriting.rewrite(erasure);
        return room.texts("SELECT log_cleared::text FROM privacy.erasure");
    }

    @Test
    void what_is_begun_is_in_the_trail_also_when_it_is_abandoned() {
        room.erasure.find(room.approved("erasure", "agent", "agent-1"));
        room.suppressions.begin(room.approved("rectification", "agent", "agent-2", "agent-3"));
        assertEquals(1, room.count("audit.entry WHERE actor = 'subject-erasure' AND action = 'erase'"));
        assertEquals(1, room.count("audit.entry WHERE actor = 'subject-change' AND action = 'change'"));
    }
}
