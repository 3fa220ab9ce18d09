package org.tmcstats.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tmcstats.call.CallSummary.Address;
import org.tmcstats.call.CallSummary.Leg;
import org.tmcstats.call.CallSummary.StreamQuality;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

class CallsTest {
    private static final Database DATABASE = TestDatabase.create().database();

    private final Calls calls = new Calls(DATABASE);

    @BeforeAll
    static void store() {
        DATABASE.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            h.execute("SELECT ops.ensure_day(d) FROM unnest('{2026-11-20,2026-11-21}'::date[]) d");
            h.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'main'),"
                    + " ('ms', '', 'main')");
            h.execute("INSERT INTO identity.call VALUES ('2026-11-20', 17, 'session-17', 'conversation-1'),"
                    + " ('2026-11-21', 17, 'session-17', NULL)");
            h.execute("INSERT INTO identity.participant VALUES ('2026-11-20', 17, 'agent', 'agent-7', 'a')");
            h.execute("INSERT INTO identity.address VALUES"
                    + " ('2026-11-20', 17, 1, '203.0.113.10:40562', '198.51.100.27:51577')");
            h.execute("INSERT INTO raw.event (at, batch, event_key, call_key, source_key, type, detail) VALUES"
                    + " ('2026-11-20 23:59:00Z', 1, 1, 17, 2, 'session-state', 'start'),"
                    + " ('2026-11-20 23:59:01Z', 1, 2, 17, 2, 'signal', 'offer'),"
                    + " ('2026-11-21 00:01:00Z', 1, 3, 17, 2, 'session-state', 'stop')");
            h.execute(
                    "INSERT INTO identity.event VALUES ('2026-11-20', 2, 17, '2026-11-20 23:59:01Z', '{\"type\":\"signal\"}')");
            h.execute(
                    "INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, packets, packets_lost, bytes,"
                            + " mos_micro, jitter_us, rtt_us, loss_ppb, send_bps, bad) VALUES"
                            + " ('2026-11-20 23:59:30Z', 1, 17, 1, 1, 249, 1, 39840, 4310000, 4000, 38000, 4016064, NULL, false),"
                            + " ('2026-11-20 23:59:30Z', 1, 17, 1, 2, 247, 3, 39520, NULL, 6000, 38000, 12000000, NULL, false),"
                            + " ('2026-11-21 00:00:30Z', 1, 17, 1, 5, NULL, NULL, 254877, NULL, NULL, 37000, NULL, 1710000, false)");
            h.execute("INSERT INTO ops.purged (parent, first_day, next_day, kept) VALUES"
                    + " ('identity.event', '2026-11-21', '2026-11-22', 0)");
            h.execute("INSERT INTO kpi.call_leg_hour (hour, call_key, source_key, stream, first_at, last_at, samples,"
                    + " bad_samples, mos_n, mos_sum, mos_min, mos_max) VALUES ('2026-11-20 10:00Z', 99, 1, 1,"
                    + " '2026-11-20 10:00Z', '2026-11-20 10:01Z', 2, 0, 2, 6000000, 2000000, 4000000)");
        });
    }

    @Test
    void a_summary_tells_each_stream_of_each_leg() {
        CallSummary call = calls.summary("session-17", null, true).answer();
        assertEquals("~11.20261121", call.ref());
        assertEquals("conversation-1", call.conversationId());
        assertEquals(Instant.parse("2026-11-20T23:59:00Z"), call.startedAt());
        assertEquals(120.0, call.durationS());
        assertEquals(3, call.events());
        assertEquals(List.of(new CallSummary.Participant("agent", "agent-7", "a")), call.participants());
        Leg leg = call.legs().get(0);
        assertEquals("agent", leg.label());
        assertEquals(List.of(new Address("203.0.113.10:40562", "198.51.100.27:51577")), leg.addresses());
        assertEquals(37.0, leg.network() == null ? null : leg.network().rttMsMean());
        StreamQuality sent = leg.streams().get(0);
        assertEquals("sent", sent.direction());
        assertEquals(4.31, sent.mosMean());
        assertEquals(1.0 / 249, sent.lossRatio());
        assertEquals(3.0 / 250, leg.streams().get(1).lossRatio());
        assertNull(leg.streams().get(1).mosMean());
    }

    @Test
    void the_opaque_reference_names_the_same_call_from_either_day() {
        for (String ref : List.of("~11.20261120", "~11.20261121")) {
            assertEquals(
                    calls.summary("session-17", null, true).answer().legs(),
                    calls.summary(ref, null, true).answer().legs());
        }
    }

    @Test
    void a_call_whose_identity_and_raw_rows_are_gone_is_told_from_its_kpis() {
        CallSummary call = calls.summary("~63.20261120", null, true).answer();
        assertEquals("***", call.sessionId());
        assertEquals("***", call.conversationId());
        assertEquals(
                List.of(
                        new CallSummary.Participant("agent", "***", "***"),
                        new CallSummary.Participant("customer", "***", "***")),
                call.participants());
        assertEquals(List.of(new Address("***", "***")), call.legs().get(0).addresses());
        assertEquals(3.0, call.legs().get(0).streams().get(0).mosMean());
        assertEquals(60.0, call.durationS());
    }

    @Test
    void a_timeline_is_in_time_order_and_pages_lose_nothing() {
        List<TimelineItem> whole = calls.timeline("session-17", null, new Paging(null, null), true)
                .answer()
                .items();
        assertEquals(6, whole.size());
        TimelineItem.Event offer = assertInstanceOf(TimelineItem.Event.class, whole.get(1));
        assertEquals("{\"type\":\"signal\"}", String.valueOf(offer.body()));
        assertNull(assertInstanceOf(TimelineItem.Event.class, whole.get(0)).body());
        TimelineItem.Event redacted = assertInstanceOf(TimelineItem.Event.class, whole.get(5));
        assertEquals("\"***\"", String.valueOf(redacted.body()));
        TimelineItem.Measured sent = assertInstanceOf(TimelineItem.Measured.class, whole.get(2));
        assertEquals(4.31, sent.mos());
        assertEquals("sent", sent.direction());
        assertEquals(
                1710.0,
                assertInstanceOf(TimelineItem.Measured.class, whole.get(4)).sendKbps());
        for (int limit = 1; limit < 5; limit++) {
            List<TimelineItem> together = new ArrayList<>();
            String next = null;
            do {
                Page<TimelineItem> page = calls.timeline(
                                "~11.20261120", null, new Paging(String.valueOf(limit), next), true)
                        .answer();
                together.addAll(page.items());
                next = page.next();
            } while (next != null);
            assertEquals(whole, together);
        }
    }

    @Test
    void what_names_no_call_is_not_found() {
        for (String ref : List.of("nobody", "~12.20261120", "~11.20260101", "~11.20269999", "~", "a\0b")) {
            ProblemException refused = assertThrows(
                    ProblemException.class, () -> calls.summary(ref, null, true).answer());
            assertEquals(ProblemType.NOT_FOUND, refused.type());
            assertNotNull(refused.getMessage());
        }
    }
}
