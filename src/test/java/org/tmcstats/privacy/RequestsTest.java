package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;

/** The life of a request, on a clock that the test moves. */
@NullUnmarked
class RequestsTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-31T10:00:00Z");

    private final MovedClock clock = new MovedClock();
    private PrivacyRoom room;
    private Requests requests;
    private Database database;

    @BeforeEach
    void open(@TempDir Path folder) {
        room = new PrivacyRoom(folder, clock);
        requests = room.requests;
        database = room.database;
    }

    private static final class MovedClock extends Clock {
        private Instant now = RECEIVED;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static NewRequest wanted(String type, String kind, String value) {
        return new NewRequest(
                type,
                List.of(new NewRequest.Identity(kind, value)),
                RECEIVED.toString(),
                null,
                null,
                "said on the phone");
    }

    private SubjectRequest file(String type) {
        return requests.file(wanted(type, "phone", "+15557310942").filing(clock.instant(), null), "desk")
                .request();
    }

    private static ProblemType refused(Runnable what) {
        return assertThrows(ProblemException.class, what::run).type();
    }

    @Test
    void it_is_due_a_calendar_month_after_receipt_and_reminds_before() {
        SubjectRequest filed = file("access");
        assertEquals(Instant.parse("2026-02-28T10:00:00Z"), filed.dueAt());
        assertFalse(filed.dueSoon());
        clock.now = Instant.parse("2026-02-22T10:00:00Z");
        assertTrue(requests.require(filed.id()).dueSoon());
        assertEquals(new Requests.Due(1, 1, 0), requests.due());
        clock.now = Instant.parse("2026-02-28T10:00:01Z");
        assertTrue(requests.require(filed.id()).overdue());
        assertEquals(new Requests.Due(1, 0, 1), requests.due());
        assertEquals(
                1,
                requests.list(new RequestRows.Filter(null, null, true), new Paging(null, null))
                        .items()
                        .size());
        requests.cancel(filed.id(), "desk", null);
        assertEquals(new Requests.Due(0, 0, 0), requests.due());
    }

    @Test
    void another_account_than_the_one_that_filed_it_approves_it() {
        SubjectRequest filed = file("erasure");
        assertEquals(ProblemType.FORBIDDEN, refused(() -> requests.approve(filed.id(), "desk", null, null)));
        SubjectRequest approved = requests.approve(filed.id(), "officer", "identity card seen", null);
        assertEquals(RequestStatus.IN_PROGRESS, approved.status());
        assertEquals("officer", approved.approval().by());
        assertEquals("identity card seen", approved.identityCheck().detail());
        assertEquals(ProblemType.CONFLICT, refused(() -> requests.approve(filed.id(), "officer", null, null)));
    }

    @Test
    void four_eyes_can_be_switched_off() {
        SubjectRequest filed = file("access");
        assertEquals(
                RequestStatus.IN_PROGRESS,
                room.requests(false, clock)
                        .approve(filed.id(), "desk", null, null)
                        .status());
    }

    @Test
    void it_is_extended_once_and_within_the_first_month_alone() {
        SubjectRequest filed = file("access");
        clock.now = Instant.parse("2026-02-28T10:00:00Z");
        SubjectRequest extended = requests.extend(filed.id(), "officer", "many records");
        assertEquals(Instant.parse("2026-04-30T10:00:00Z"), extended.dueAt());
        assertEquals("many records", extended.extension().detail());
        assertEquals(ProblemType.CONFLICT, refused(() -> requests.extend(filed.id(), "officer", "again")));
        SubjectRequest late = file("access");
        clock.now = Instant.parse("2026-02-28T10:00:01Z");
        assertEquals(ProblemType.CONFLICT, refused(() -> requests.extend(late.id(), "officer", "too late")));
    }

    @Test
    void a_refusal_has_its_ground_and_what_was_clear_goes() {
        SubjectRequest filed = file("erasure");
        assertEquals("+15557310942", filed.identities().get(0).value());
        SubjectRequest refused = requests.refuse(filed.id(), "officer", "Art. 12(5)(b)", "answered last week");
        assertEquals(RequestStatus.REFUSED, refused.status());
        assertEquals("Art. 12(5)(b)", refused.closing().ground());
        assertEquals("***", refused.identities().get(0).value());
        assertEquals(64, refused.identities().get(0).hash().length());
        assertTrue(requests.clear(filed.id()).isEmpty());
        assertEquals(ProblemType.CONFLICT, refused(() -> requests.cancel(filed.id(), "officer", null)));
    }

    @Test
    void reasons_and_checks_must_not_name_the_person() {
        SubjectRequest filed = file("access");
        assertEquals(
                ProblemType.BAD_REQUEST,
                refused(() ->
                        requests.refuse(filed.id(), "officer", "Art. 12(4)", "+1 555 731 0942 is somebody else's")));
        assertEquals(
                ProblemType.BAD_REQUEST,
                refused(() -> requests.approve(filed.id(), "officer", "called +15557310942 back", null)));
        assertEquals(
                ProblemType.BAD_REQUEST,
                refused(() -> requests.refuse(filed.id(), "officer", "+15557310942 has no right", "not the person")));
        assertEquals(RequestStatus.PENDING, requests.require(filed.id()).status());
        SubjectRequest decision = file("automated-decision");
        assertEquals(
                ProblemType.BAD_REQUEST,
                refused(() -> requests.approve(
                        decision.id(),
                        "officer",
                        null,
                        Map.of(
                                "reviewer",
                                "Jane Doe",
                                "outcome",
                                "changed",
                                "explanation",
                                "tel:+15557310942 was right"))));
    }

    @Test
    void the_same_key_files_one_request() {
        NewRequest body = wanted("access", "phone", "+15557310942");
        Requests.Filed first = requests.file(body.filing(clock.instant(), "key-1"), "desk");
        Requests.Filed again = requests.file(body.filing(clock.instant(), "key-1"), "desk");
        assertEquals(first.request().id(), again.request().id());
        assertTrue(again.repeated());
        assertEquals(
                ProblemType.CONFLICT,
                refused(() -> requests.file(
                        wanted("erasure", "phone", "+15557310942").filing(clock.instant(), "key-1"), "desk")));
        assertFalse(
                requests.file(body.filing(clock.instant(), "key-1"), "another").repeated());
    }

    @Test
    void an_automated_decision_is_reviewed_by_a_named_human() {
        SubjectRequest filed = file("automated-decision");
        assertEquals(ProblemType.BAD_REQUEST, refused(() -> requests.approve(filed.id(), "officer", null, null)));
        SubjectRequest done = requests.approve(
                filed.id(),
                "officer",
                null,
                Map.of("reviewer", "Jane Doe", "outcome", "changed", "explanation", "the codec was misread"));
        assertEquals(RequestStatus.COMPLETED, done.status());
        assertEquals("Jane Doe", done.review().get("reviewer"));
    }

    @Test
    void recipients_are_to_be_told_of_an_erasure_and_that_they_were_is_recorded() {
        SubjectRequest filed = file("erasure");
        requests.approve(filed.id(), "officer", null, null);
        requests.complete(filed.id(), Map.of("identity.call", 3));
        SubjectRequest.Notice due = requests.detail(filed.id()).notices().get(0);
        assertEquals("due", due.state());
        SubjectRequest.Detail told = requests.notice(filed.id(), "officer", "Contact Centre Ltd", "sent", "letter");
        assertEquals(1, told.notices().size());
        assertEquals("sent", told.notices().get(0).state());
        assertEquals("officer", told.notices().get(0).by());
        assertEquals(
                List.of("filed", "approved", "completed"),
                told.history().stream().map(SubjectRequest.Event::what).toList());
    }

    @Test
    void a_failed_request_is_approved_again_to_go_on() {
        SubjectRequest filed = file("erasure");
        requests.approve(filed.id(), "officer", null, null);
        requests.failed(filed.id(), "find: StoreException");
        SubjectRequest failed = requests.require(filed.id());
        assertEquals(RequestStatus.FAILED, failed.status());
        assertNotNull(failed.error());
        assertTrue(requests.clear(filed.id()).isPresent());
        SubjectRequest again = requests.approve(filed.id(), "officer", null, null);
        assertEquals(RequestStatus.IN_PROGRESS, again.status());
        assertNull(again.error());
    }

    @Test
    void what_cannot_be_read_is_told_with_its_place() {
        ProblemException problem = assertThrows(
                ProblemException.class,
                () -> new NewRequest("acces", List.of(new NewRequest.Identity("fax", "")), "yesterday", "", null, null)
                        .filing(clock.instant(), null));
        assertEquals(
                List.of("/type", "/identities/0/kind", "/identities/0/value", "/receivedAt", "/identityCheck"),
                problem.faults().stream().map(ProblemException.Fault::pointer).toList());
        ProblemException unreadable = assertThrows(
                ProblemException.class,
                () -> requests.file(wanted("access", "ip", "no address").filing(clock.instant(), null), "desk"));
        assertEquals("/identities/0/value", unreadable.faults().get(0).pointer());
    }

    @Test
    void a_national_number_is_refused_while_no_region_is_set() {
        for (String national : List.of("(555) 555-1582", "5551582", "tel:555-555-1582")) {
            ProblemException problem = assertThrows(
                    ProblemException.class,
                    () -> requests.file(wanted("erasure", "phone", national).filing(clock.instant(), null), "desk"));
            assertEquals(ProblemType.BAD_REQUEST, problem.type());
            assertEquals(
                    List.of(new ProblemException.Fault(
                            "/identities/0/value",
                            "must begin with + and the country code, or tmc.privacy.region be set")),
                    problem.faults());
        }
        for (String whole : List.of("+1 (555) 555-1582", "001 555 555 1582", "1582")) {
            assertEquals(
                    RequestStatus.PENDING,
                    requests.file(wanted("erasure", "phone", whole).filing(clock.instant(), null), "desk")
                            .request()
                            .status());
        }
    }

    @Test
    void no_table_holds_a_clear_identifier() {
        file("access");
        String all = database.inTransaction(h -> h.createQuery("SELECT string_agg(r::text, ' ') FROM"
                        + " (SELECT r::text AS r FROM privacy.request r UNION ALL"
                        + " SELECT i::text FROM privacy.request_identity i) a")
                .mapTo(String.class)
                .one());
        assertFalse(all.contains("7310942"));
        assertFalse(all.contains(HexFormat.of().formatHex("7310942".getBytes())));
    }

    @Test
    void a_list_goes_on_behind_its_cursor() {
        UUID first = file("access").id();
        clock.now = clock.now.plusSeconds(1);
        UUID second = file("access").id();
        var page = requests.list(new RequestRows.Filter("pending", "access", false), new Paging("1", null));
        assertEquals(second, page.items().get(0).id());
        var next = requests.list(new RequestRows.Filter("pending", "access", false), new Paging("1", page.next()));
        assertEquals(first, next.items().get(0).id());
        assertNull(next.next());
    }
}
