package org.tmcstats.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.mediaserver.MediaServerDecoder;
import org.tmcstats.feed.stb.StbDecoder;
import org.tmcstats.identity.Identities;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonHashes;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.Effect;
import org.tmcstats.identity.Suppression.Reason;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestKeys;
import org.tmcstats.testing.TestSettings;

/** Records of people whose identities are not stored: the measurements are, the people are not. */
class SuppressedWriteTest {
    private static final Instant NOW = Instant.now();

    private final Database database = TestDatabase.create().database();
    private final TestKeys keys = TestKeys.of(database);
    private final UUID spool = UUID.randomUUID();
    private RawWriter writer;
    private long position;

    @BeforeEach
    void open() {
        writer = node();
    }

    /** A writer with caches of its own. */
    private RawWriter node() {
        Settings settings = TestSettings.with();
        RawWriter node = new RawWriter(
                database,
                new Identities(database),
                new Suppression(database, keys.persons(), keys.keys(), keys.sealing()),
                new FeedCounters(),
                List.of(new MediaServerDecoder(settings), new StbDecoder(settings)));
        node.position(spool, 0, 0, Long.MAX_VALUE);
        return node;
    }

    private void suppress(Effect effect, Instant receivedBefore, PersonKind kind, String value) {
        Person person = keys.persons().person(kind, value).orElseThrow();
        Reason reason = new Reason(effect, UUID.randomUUID(), receivedBefore);
        database.useTransaction(h ->
                keys.suppression().add(h, List.of(PersonHashes.hash(keys.persons(), person)), reason));
    }

    private void store(String feed, String origin, Instant receivedAt, String... bodies) {
        List<Spooled> spooled = Arrays.stream(bodies)
                .map(b -> new Spooled(
                        new RawMessage(feed, origin, receivedAt, b.getBytes(StandardCharsets.UTF_8)), 1, null))
                .toList();
        writer.store(new SpoolPosition(spool, 0, position, ++position), writer.prepare(spooled));
    }

    private static String call(String session, String inside) {
        return "{\"stats\":{" + inside + ",\"tagKeys\":[\"SessionId\"],\"tagValues\":[\"" + session + "\"],\"ts\":"
                + NOW.getEpochSecond() * 1_000_000 + "},\"statsType\":\"webrtc\"}";
    }

    private static String entities(String session, String agent, String customer) {
        return call(
                session,
                "\"events\":[{\"type\":\"entity\",\"entity\":\"agent\",\"externalId\":\"" + agent
                        + "\",\"name\":\"a\",\"tsOffset\":0},{\"type\":\"entity\",\"entity\":\"customer\",\"externalId\":\""
                        + customer + "\",\"name\":\"c\",\"tsOffset\":0}]");
    }

    private static String measured(String session) {
        return call(
                session,
                "\"stats\":{\"audio\":{\"local\":{\"mos\":4.2,\"packetsSent\":10}},\"network\":{\"rtt\":3,"
                        + "\"remoteAddress\":\"198.51.100.7:5000\"}},\"odd\":{\"x\":1}");
    }

    private long count(String table) {
        return database.inTransaction(h ->
                h.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
    }

    @Test
    void the_call_of_a_person_who_objected_is_measured_and_names_nobody() {
        suppress(Effect.DROP, null, PersonKind.PHONE, "+15557310942");
        store("media-server/a", "", NOW, entities("s-1", "agent-1", "tel:+1-555-731-0942"), measured("s-1"));
        store("media-server/a", "", NOW, measured("s-1"));
        store("media-server/a", "", NOW, entities("s-2", "agent-1", "+15550000000"), measured("s-2"));
        assertEquals(6, count("raw.measurement"));
        assertEquals(4, count("raw.event"));
        assertEquals(2, count("(SELECT DISTINCT call_key FROM raw.measurement) m"), "each call keeps a key of its own");
        assertEquals(1, count("identity.call"));
        assertEquals(1, count("identity.address"));
        assertEquals(2, count("identity.participant WHERE external_id IN ('agent-1', '+15550000000')"));
        assertEquals(2, count("identity.participant"));
        assertEquals(1, count("identity.unknown_field"));
        assertEquals(0, count("privacy.set_aside"));
    }

    @Test
    void a_call_stays_unnamed_after_a_restart_in_its_middle() {
        suppress(Effect.DROP, null, PersonKind.AGENT, "agent-8842");
        store("media-server/a", "", NOW, entities("s-1", "agent-8842", "+15550000000"));
        open();
        store("media-server/a", "", NOW, measured("s-1"));
        assertEquals(0, count("identity.call"));
        assertEquals(2, count("raw.measurement"));
    }

    @Test
    void a_restricted_persons_rows_are_kept_aside_unreadably() {
        suppress(Effect.ASIDE, null, PersonKind.AGENT, "agent-8842");
        store(
                "media-server/a",
                "",
                NOW,
                entities("s-1", "agent-8842", "+15550000000"),
                measured("s-1"),
                measured("s-1"));
        assertEquals(0, count("identity.call") + count("identity.participant") + count("identity.event"));
        // One session, two participants, two events, one address, two unknown fields.
        assertEquals(8, count("privacy.set_aside"));
        assertEquals(
                0,
                count("privacy.set_aside WHERE position('8842'::bytea IN sealed) > 0"
                        + " OR position('+1555'::bytea IN sealed) > 0"));
    }

    @Test
    void an_erased_persons_earlier_records_bring_nothing_back_and_later_ones_are_new() {
        suppress(Effect.DROP, NOW, PersonKind.AGENT, "agent-8842");
        store("media-server/a", "", NOW.minusSeconds(5), entities("s-1", "agent-8842", "+15550000000"));
        assertEquals(0, count("identity.participant"));
        store("media-server/a", "", NOW.plusSeconds(5), entities("s-2", "agent-8842", "+15550000000"));
        assertEquals(2, count("identity.participant"));
    }

    @Test
    void a_suppressed_boxs_reports_are_counted_and_recognised_as_repeats_without_its_name() {
        suppress(Effect.DROP, null, PersonKind.DEVICE, "box-1");
        String report = "[{\"type\":\"network\",\"timestamp\":" + NOW.getEpochSecond()
                + ",\"name\":\"eth0\",\"ip\":\"192.0.2.9\",\"odd\":1}]";
        store("stb", "box-1", NOW, report);
        store("stb", "box-1", NOW, report);
        store("stb", "box-2", NOW, report);
        assertEquals(2, count("raw.stb_network"));
        assertEquals(1, count("identity.device"));
        assertEquals(1, count("identity.device_address"));
        assertEquals(1, count("identity.unknown_field"));
    }

    @Test
    void quarantine_says_that_something_came_and_not_of_whom() {
        suppress(Effect.DROP, null, PersonKind.PHONE, "+15557310942");
        store(
                "media-server/a",
                "",
                NOW,
                "{\"stats\":{\"ts\":1,\"caller\":\"+15557310942\"}}",
                "{\"stats\":{\"ts\":1}}");
        assertEquals(2, count("identity.quarantine"));
        assertEquals(1, count("identity.quarantine WHERE body = ''"));
    }

    @Test
    void a_write_after_a_change_of_the_list_knows_it() {
        store("media-server/a", "", NOW, measured("s-1"));
        assertTrue(keys.suppression().current().isEmpty());
        suppress(Effect.DROP, null, PersonKind.SESSION, "s-2");
        store("media-server/a", "", NOW, measured("s-1"), measured("s-2"));
        assertEquals(1, count("identity.call"));
        assertEquals(6, count("raw.measurement"));
    }

    @Test
    void an_objection_holds_for_whom_an_earlier_erasure_knows_under_another_kind() {
        suppress(Effect.DROP, NOW.minusSeconds(60), PersonKind.CUSTOMER, "+15557310942");
        suppress(Effect.DROP, null, PersonKind.PHONE, "+15557310942");
        store("media-server/a", "", NOW, entities("s-1", "agent-1", "+15557310942"));
        store("media-server/a", "", NOW, measured("s-1"));
        assertEquals(0, count("identity.call") + count("identity.participant") + count("identity.address"));
        assertEquals(2, count("raw.measurement"));
    }

    @Test
    void a_call_stays_unnamed_for_an_objection_though_an_erasure_covered_its_first_message_too() {
        suppress(Effect.DROP, NOW, PersonKind.AGENT, "agent-8842");
        suppress(Effect.DROP, null, PersonKind.PHONE, "+15557310942");
        store("media-server/a", "", NOW.minusSeconds(5), entities("s-1", "agent-8842", "+15557310942"));
        store("media-server/a", "", NOW.plusSeconds(5), measured("s-1"));
        assertEquals(0, count("identity.call"));
    }

    @Test
    void what_is_erased_for_one_is_not_kept_aside_for_another() {
        suppress(Effect.ASIDE, null, PersonKind.PHONE, "+15557310942");
        suppress(Effect.DROP, NOW, PersonKind.AGENT, "agent-8842");
        store("media-server/a", "", NOW.minusSeconds(5), entities("s-1", "agent-8842", "+15557310942"));
        assertEquals(0, count("privacy.set_aside") + count("identity.call"));
        store("media-server/a", "", NOW.plusSeconds(5), measured("s-1"));
        assertEquals(0, count("identity.call"));
        assertTrue(count("privacy.set_aside") > 0);
    }

    @Test
    void a_batch_with_a_record_that_the_database_refuses_is_held_to_the_list_as_any_other() {
        database.useTransaction(h -> {
            h.execute("CREATE FUNCTION say_unheld() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " IF NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'"
                    + " AND pid = pg_backend_pid()) THEN NEW.reason := 'not held'; END IF; RETURN NEW; END $$");
            h.execute("CREATE TRIGGER say_unheld BEFORE INSERT ON identity.quarantine FOR EACH ROW"
                    + " EXECUTE FUNCTION say_unheld()");
            h.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " IF NEW.session_id = 'refused' THEN RAISE 'refused' USING ERRCODE = '22000'; END IF;"
                    + " RETURN NEW; END $$");
            h.execute("CREATE TRIGGER refuse BEFORE INSERT ON identity.call FOR EACH ROW EXECUTE FUNCTION refuse()");
        });
        suppress(Effect.DROP, null, PersonKind.AGENT, "agent-8842");
        store(
                "media-server/a",
                "",
                NOW,
                entities("s-1", "agent-8842", "+15550000000"),
                measured("refused"),
                measured("s-1"));
        assertEquals(1, count("identity.quarantine"));
        assertEquals(0, count("identity.quarantine WHERE reason = 'not held'"), "an erasure waits for the write");
        assertEquals(2, count("raw.measurement"));
        assertEquals(0, count("identity.call") + count("identity.participant") + count("identity.address"));
        open();
        store("media-server/a", "", NOW, measured("s-1"));
        assertEquals(0, count("identity.call"));
    }

    @Test
    void another_node_knows_of_an_unnamed_call_at_once() {
        suppress(Effect.DROP, null, PersonKind.AGENT, "agent-8842");
        RawWriter here = writer;
        RawWriter there = node();
        writer = there;
        store("media-server/a", "", NOW, measured("s-2"));
        writer = here;
        store("media-server/a", "", NOW, entities("s-1", "agent-8842", "+15550000000"));
        writer = there;
        store("media-server/a", "", NOW, measured("s-1"));
        assertEquals(1, count("identity.call"));
        assertEquals(1, count("identity.call WHERE session_id = 's-2'"));
    }

    @Test
    void entries_end_with_their_time_and_what_is_for_good_stays() {
        Person person = keys.persons().person(PersonKind.SESSION, "s-1").orElseThrow();
        List<PersonHashes.Hash> hashes = List.of(PersonHashes.hash(keys.persons(), person));
        Reason past = new Reason(Effect.DROP, UUID.randomUUID(), NOW);
        Reason ahead = new Reason(Effect.DROP, UUID.randomUUID(), NOW);
        database.useTransaction(h -> keys.suppression().add(h, hashes, past, NOW.minusSeconds(1)));
        assertTrue(keys.suppression().current().isEmpty());
        database.useTransaction(
                h -> keys.suppression().add(h, hashes, ahead, Instant.now().plusSeconds(3600)));
        assertEquals(1, count("privacy.suppressed"));
        database.useTransaction(h -> keys.suppression().add(h, hashes, ahead));
        database.useTransaction(
                h -> keys.suppression().add(h, hashes, ahead, Instant.now().plusSeconds(60)));
        assertEquals(1, count("privacy.suppressed WHERE forget_at IS NULL"));
    }
}
