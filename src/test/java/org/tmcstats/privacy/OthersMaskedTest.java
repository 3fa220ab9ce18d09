package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.identity.RetentionKind;
import org.tmcstats.retention.KeptDays;
import org.tmcstats.testing.TestSettings;
import tools.jackson.databind.JsonNode;

/** What an export shows of texts that may speak of others. */
@NullUnmarked
class OthersMaskedTest {
    private PrivacyRoom room;

    @BeforeEach
    void open(@TempDir Path folder) {
        room = new PrivacyRoom(folder);
    }

    private JsonNode shown(String table, String body) {
        PersonalTable unknown = PersonalTable.of(room.columns.all()).stream()
                .filter(t -> t.name().equals(table))
                .findFirst()
                .orElseThrow();
        Who who = room.database.inTransaction(h -> room.vault.who(h, room.approved("access", "phone", "+15557310942")));
        Map<String, Object> values = new HashMap<>();
        values.put("body", body);
        SubjectRows.Row row = new SubjectRows.Row(table, "(0,1)", values, Map.of(), Map.of());
        Object shown = new OthersMasked(who).values(unknown, row, false, null).get("body");
        return RequestRows.JSON.readTree(String.valueOf(shown));
    }

    @Test
    void numbers_that_could_be_a_phone_s_and_unknown_names_are_masked() {
        JsonNode shown = shown("identity.unknown_field", """
                {"stats": {"callerNumber": 15555550142, "ts": 1763720000000000, "float": 1.5555550142E10,
                 "+15555550143": {"attempts": 12}, "audio": {"local": {"packetsLost": 123456}},
                 "own": 15557310942, "list": [15555550144, 5]}}
                """);
        String text = shown.toString();
        for (String other : List.of("5555550142", "15555550143", "15555550144", "callerNumber", "attempts")) {
            assertFalse(text.contains(other), other + " in " + text);
        }
        assertTrue(text.contains("15557310942"), "the person's own number is shown");
        JsonNode stats = shown.get("stats");
        assertEquals(7, stats.size(), "no property is lost");
        assertEquals(1763720000000000L, stats.get("ts").longValue());
        assertEquals(123456, stats.at("/audio/local/packetsLost").intValue());
    }

    @Test
    void of_protocol_fields_only_the_protocol_s_words_are_shown() {
        JsonNode shown = shown("identity.event", """
                {"type": "signal-error", "signal": "offer", "error": "callee Bob Brown is busy", "track": "bob-audio",
                 "state": "connected", "entity": "agent", "direction": "to bob@example.org", "source": "agent-77"}
                """);
        assertEquals(RequestRows.JSON.readTree("""
                        {"type": "signal-error", "signal": "offer", "error": "***", "track": "***", "state": "connected",
                         "entity": "agent", "direction": "***", "source": "***"}
                        """), shown);
    }

    @Test
    void notes_of_fields_tell_for_how_many_days_they_are_kept() {
        room.execute("INSERT INTO ops.retention (kind, dataset, days) VALUES ('identities', 'ms', 14),"
                + " ('identities', 'ui', 7)");
        Map<String, String> kept = FieldNotes.kept(new KeptDays(room.database, TestSettings.with()));
        assertEquals("identities: 14 days after the day of the record", kept.get("identities"));
        assertEquals(RetentionKind.values().length, kept.size());
        PersonalTable calls = PersonalTable.of(room.columns.all()).stream()
                .filter(t -> t.name().equals("identity.call"))
                .findFirst()
                .orElseThrow();
        assertTrue(FieldNotes.personal(calls, kept).stream()
                .allMatch(note -> kept.get("identities").equals(note.get("retention"))));
        List<Map<String, Object>> notes =
                room.database.inTransaction(h -> FieldNotes.records(h, "raw.measurement", List.of("at"), kept));
        assertEquals(
                "raw measurements: 90 days after the day of the record",
                notes.get(0).get("retention"));
    }
}
