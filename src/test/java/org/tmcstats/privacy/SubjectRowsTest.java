package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.identity.Persons;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestKeys;
import org.tmcstats.testing.TestSettings;

/** Which rows are a person's, looked for with the clear identifiers and, as after a restore, with their hashes alone. */
class SubjectRowsTest {
    private static final String SDP = "v=0\\r\\no=- 48211 2 IN IP4 192.0.2.1\\r\\nm=audio 48211 RTP/AVP 0 111\\r\\n"
            + "a=rtpmap:0 PCMU/8000\\r\\na=rtpmap:111 opus/48000/2\\r\\n";

    private final Database database = TestDatabase.create().database();
    private final TestKeys keys = TestKeys.of(database);
    private final Persons persons = new Persons(keys.keys(), TestSettings.with("tmc.privacy.region", "FR"));
    private final Vault vault = new Vault(keys.sealing(), keys.keys(), persons);
    private final List<PersonalTable> tables = PersonalTable.of(new PersonalColumns(database).all());

    @BeforeEach
    void today() {
        database.useTransaction(h -> h.execute("SELECT ops.ensure_day(CURRENT_DATE)"));
    }

    private void call(long key, String agent, String customer) {
        database.useTransaction(h -> {
            h.execute("INSERT INTO identity.call VALUES (CURRENT_DATE, ?, ?, '48211')", key, "session-" + key);
            h.execute("INSERT INTO identity.participant VALUES (CURRENT_DATE, ?, 'agent', ?, 'a')", key, agent);
            h.execute("INSERT INTO identity.participant VALUES (CURRENT_DATE, ?, 'customer', ?, 'c')", key, customer);
        });
        event(key, offer(key));
    }

    private static String offer(long key) {
        return "{\"type\":\"signal\",\"key\":" + key + ",\"descriptor\":\"" + SDP + "\"}";
    }

    private void event(Long call, String body) {
        database.useTransaction(h -> h.execute(
                "INSERT INTO identity.event VALUES (CURRENT_DATE, nextval('raw.event_seq'), ?, now(), ?)", call, body));
    }

    private Who who(boolean clear, PersonKind kind, String value) {
        Person person = persons.person(kind, value).orElseThrow();
        return new Who(
                UUID.randomUUID(), clear ? List.of(person) : List.of(), List.of(vault.hash(person)), null, vault);
    }

    /** Calls that are adopted, then bodies of all events found. */
    private List<Object> found(Who who) {
        return database.inTransaction(h -> {
            SubjectRows rows = new SubjectRows(h, who);
            rows.findKeys(tables, new AsideStore(keys.suppression()));
            Set<Object> bodies = new TreeSet<>();
            tables.stream()
                    .filter(t -> t.name().equals("identity.event"))
                    .forEach(t -> rows.all(
                            t, row -> bodies.add(String.valueOf(row.values().get("body")))));
            List<Object> all = new ArrayList<>(rows.keys("call_key"));
            all.addAll(bodies);
            return all;
        });
    }

    private static List<Object> list(Object... expected) {
        return Stream.of(expected).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void short_ids_do_not_adopt_the_calls_whose_sdp_has_such_words(boolean clear) {
        call(1, "agent-1", "+33140000001");
        call(2, "8000", "+33140000002");
        call(3, "agent-1", "48211");
        event(4L, "{\"who\":\"8000\"}");
        assertEquals(list(2L, 4L, offer(2), "{\"who\":\"8000\"}"), found(who(clear, PersonKind.AGENT, "8000")));
        assertEquals(list(3L, offer(3)), found(who(clear, PersonKind.CUSTOMER, "48211")));
        assertEquals(list(), found(who(clear, PersonKind.AGENT, "111")));
        assertEquals(list(4L, "{\"who\":\"8000\"}"), found(who(clear, PersonKind.PHONE, "8000")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_word_in_a_text_finds_its_row_and_leaves_the_call_to_its_parties(boolean clear) {
        call(1, "agent-1", "+33140000001");
        event(1L, "{\"note\":\"asked for agent-8842\"}");
        event(2L, "{\"note\":\"x\",\"source\":\"agent-8842\"}");
        assertEquals(
                list(2L, "{\"note\":\"asked for agent-8842\"}", "{\"note\":\"x\",\"source\":\"agent-8842\"}"),
                found(who(clear, PersonKind.AGENT, "agent-8842")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "06 12 34 56 78",
                "06.12.34.56.78",
                "06-12-34-56-78",
                "06\\/12\\/34\\/56\\/78",
                "+33 6 12 34 56 78",
                "+33 (0)612 345 678",
                "0033 6 12 34 56 78",
                "0612345678",
                "tel:+33-6-12-34-56-78"
            })
    void a_phone_number_is_found_in_a_text_in_any_spelling(String spelling) {
        String body = "{\"note\":\"rappeler " + spelling + " demain\"}";
        event(null, body);
        event(null, "{\"note\":\"rappeler 06 12 34 56 79 demain\"}");
        assertEquals(list(body), found(who(true, PersonKind.PHONE, "+33612345678")));
        assertEquals(list(body), found(who(false, PersonKind.PHONE, "+33612345678")));
    }
}
