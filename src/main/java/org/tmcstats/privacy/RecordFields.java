package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.tmcstats.store.Database;

/**
 * Fields of a table by surrogate keys as an export hands them out. Keys of channels, sources and streams tell nobody anything:
 * what they stand for is in their place.
 *
 * @param from the table, joined with those in which its keys are looked up
 * @param fields in order
 */
record RecordFields(String from, List<Field> fields) {
    /** Tables of few rows, by the key that leads to them. */
    private static final Map<String, String> LOOKED_UP =
            Map.of("channel_key", "raw.channel", "source_key", "raw.source", "stream", "raw.stream");

    private static final Set<String> INTERNAL = Set.of("batch", "event_key");
    private static final String DERIVED = ".*_bucket|.*_histogram|bad|.*_estimated_.*|clock_corrected";
    private static final Set<String> JSON =
            Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "json", "jsonb");

    /**
     * A field.
     *
     * @param name also in SQL
     * @param meaning the column's comment
     * @param type SQL type
     */
    record Field(String name, String meaning, String type) {
        /** Whether its text is JSON: a number, a list. */
        boolean isJson() {
            return JSON.contains(type) || type.endsWith("[]");
        }

        /** Its text in SQL: JSON, RFC 3339 for times, as it is for the rest. */
        String text() {
            if (isJson()) {
                return "to_json(" + name + ")::text";
            }
            return type.startsWith("timestamp") ? "to_json(" + name + ") #>> '{}'" : name + "::text";
        }
    }

    /** @param derivedToo also what the controller made of the measurements */
    static RecordFields of(Handle h, String table, boolean derivedToo) {
        StringBuilder from = new StringBuilder(table);
        List<Field> fields = new ArrayList<>();
        for (Field column : columns(h, table)) {
            String name = column.name();
            String lookedUp = LOOKED_UP.get(name);
            if (lookedUp != null) {
                from.append(" LEFT JOIN ")
                        .append(lookedUp)
                        .append(" USING (")
                        .append(name)
                        .append(')');
                columns(h, lookedUp).stream()
                        .filter(c -> !c.name().equals(name))
                        .forEach(fields::add);
            } else if (!INTERNAL.contains(name) && (derivedToo || !name.matches(DERIVED))) {
                fields.add(column);
            }
        }
        return new RecordFields(from.toString(), List.copyOf(fields));
    }

    private static List<Field> columns(Handle h, String table) {
        return h.createQuery(Database.sql("privacy/comments"))
                .bind("table", table)
                .map((rs, context) -> new Field(rs.getString(1), rs.getString(2), rs.getString(3)))
                .list();
    }
}
