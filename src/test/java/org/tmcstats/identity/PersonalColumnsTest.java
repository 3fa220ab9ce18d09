package org.tmcstats.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tmcstats.identity.PersonalColumn.Form;
import org.tmcstats.identity.PersonalColumn.Identifies;
import org.tmcstats.identity.PersonalColumns.KeyedTable;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

class PersonalColumnsTest {
    private static final Set<String> MAY_HOLD_ANYTHING =
            Set.of("text", "bytea", "inet", "cidr", "macaddr", "json", "jsonb", "xml");

    private final Database database = TestDatabase.create().database();
    private final PersonalColumns columns = new PersonalColumns(database);

    private record Column(String name, String schema, String type, String comment) {}

    private List<Column> columns() {
        return database.inTransaction(h -> h.createQuery(Database.sql("identity/columns"))
                .map((rs, c) -> new Column(
                        rs.getString("schema") + '.' + rs.getString("table") + '.' + rs.getString("column"),
                        rs.getString("schema"),
                        rs.getString("type"),
                        rs.getString("comment")))
                .list());
    }

    @Test
    void every_column_has_a_comment() {
        List<String> without = columns().stream()
                .filter(c -> c.comment().isBlank() && !c.name().startsWith("public.flyway"))
                .map(Column::name)
                .toList();
        assertEquals(List.of(), without);
    }

    @Test
    void every_column_of_an_identity_table_that_may_hold_a_person_is_in_the_catalogue_or_says_why_not() {
        Set<String> entries = new HashSet<>();
        columns.all().forEach(c -> entries.add(c.qualifiedTable() + '.' + c.column()));
        List<String> without = columns().stream()
                .filter(c -> c.schema().equals("identity") && MAY_HOLD_ANYTHING.contains(c.type()))
                .filter(c -> !entries.contains(c.name()) && !ColumnComment.isNotPersonal(c.comment()))
                .map(Column::name)
                .toList();
        assertEquals(List.of(), without);
        assertTrue(entries.contains("identity.call.session_id") && entries.contains("ops.client.id"));
    }

    @Test
    void a_new_column_is_in_the_catalogue_by_its_comment_alone() {
        database.useTransaction(h -> {
            h.execute("ALTER TABLE identity.call ADD COLUMN callee text");
            h.execute("COMMENT ON COLUMN identity.call.callee IS 'Callee | purpose: p | basis: GDPR Art. 6(1)(f) b"
                    + " | retention: call attempts | identifies: phone, sip-uri as text where session_id=x"
                    + " | source: provided, somewhere'");
        });
        PersonalColumn callee = columns.identifying(PersonKind.PHONE).stream()
                .filter(c -> c.column().equals("callee"))
                .findFirst()
                .orElseThrow();
        assertEquals(RetentionKind.CALL_ATTEMPTS, callee.retention());
        assertEquals(Set.of("day", "call_key"), callee.keys());
        assertEquals(
                List.of(
                        new Identifies(PersonKind.PHONE, Form.VALUE, null, null),
                        new Identifies(PersonKind.SIP_URI, Form.TEXT, "session_id", "x")),
                callee.identifies());
        assertEquals(PersonalColumn.Origin.PROVIDED, callee.origin());
    }

    @Test
    void a_column_that_the_decision_names_exists() {
        Set<String> names = new HashSet<>();
        columns().forEach(c -> names.add(c.name()));
        List<String> missing = new ArrayList<>();
        for (PersonalColumn column : columns.all()) {
            for (Identifies i : column.identifies()) {
                String name = column.qualifiedTable() + '.' + i.whenColumn();
                if (i.whenColumn() != null && !names.contains(name)) {
                    missing.add(name);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void a_comment_of_wrong_grammar_is_refused_by_the_columns_name() {
        for (String comment : List.of(
                "x | purpose: p",
                "x | purpose: p | basis: b | retention: for ever | identifies: none | source: provided, s",
                "x | purpose: p | basis: b | retention: audit | identifies: name | source: provided, s",
                "x | purpose: p | basis: b | retention: audit | identifies: ip as digits | source: provided, s",
                "x | purpose: p | basis: b | retention: audit | identifies: ip where | source: provided, s",
                "x | purpose: p | basis: b | retention: audit | identifies: ip | source: guessed, s",
                "x | purpose: p | basis: b | retention: audit | identifies: ip | source:",
                "x | purpose: p | purpose: p | basis: b | retention: audit | identifies: ip | source: provided, s",
                "x | colour: red")) {
            var at = new ColumnComment.Place("identity", "t", "c", "text", Set.of());
            var refused = assertThrows(IllegalStateException.class, () -> ColumnComment.read(at, comment), comment);
            assertTrue(String.valueOf(refused.getMessage()).contains("identity.t.c"));
        }
    }

    @Test
    void keyed_tables_are_those_with_a_surrogate_key() {
        Set<String> names = new TreeSet<>();
        columns.keyedTables().stream().map(KeyedTable::name).forEach(names::add);
        assertTrue(names.containsAll(Set.of("raw.measurement", "kpi.call_leg_hour", "identity.call", "raw.stb_media")));
        assertTrue(!names.contains("kpi.quality_hour"));
        KeyedTable unknown = columns.keyedTables().stream()
                .filter(t -> t.name().equals("identity.unknown_field"))
                .findFirst()
                .orElseThrow();
        assertEquals(new KeyedTable("identity.unknown_field", Set.of("call_key", "device_key"), "day"), unknown);
    }
}
