package org.tmcstats.privacy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonalColumns.KeyedTable;

/** Rows of a table by surrogate keys that belong to the person's calls and boxes; streamed. */
final class RecordRows {
    private static final int FETCH = 5000;

    private final Handle handle;
    private final RecordFields fields;
    private final String from;

    RecordRows(Handle handle, UUID request, KeyedTable table, RecordFields fields) {
        this.handle = handle;
        this.fields = fields;
        String where = String.join(
                " OR ",
                table.keys().stream()
                        .map(key -> key + " IN (SELECT key FROM privacy.subject_key WHERE request_id = '" + request
                                + "' AND name = '" + key + "')")
                        .toList());
        this.from = " FROM " + fields.from() + " WHERE (" + where + ")" + within(handle, request, table.time());
    }

    /** Writes a JSON array of objects; gives their number. */
    long json(OutputStream out) throws IOException {
        out.write('[');
        String line = "row_to_json((SELECT r FROM (SELECT " + String.join(", ", names()) + ") r))::text";
        long rows = lines(out, line, ",", "\n");
        out.write("]\n".getBytes(StandardCharsets.UTF_8));
        return rows;
    }

    /** Writes RFC 4180. */
    void csv(OutputStream out) throws IOException {
        out.write((String.join(",", names()) + "\r\n").getBytes(StandardCharsets.UTF_8));
        lines(
                out,
                String.join(
                        " || ',' || ",
                        fields.fields().stream().map(RecordRows::cell).toList()),
                "",
                "\r\n");
    }

    /** The first rows, as texts by field. */
    void first(int most, Consumer<Map<String, @Nullable Object>> to) {
        List<String> texts = names().stream().map(name -> name + "::text").toList();
        handle.createQuery("SELECT " + String.join(", ", texts) + from + " LIMIT " + most)
                .map((rs, context) -> {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    for (int i = 0; i < texts.size(); i++) {
                        row.put(fields.fields().get(i).name(), rs.getString(i + 1));
                    }
                    return row;
                })
                .forEach(to);
    }

    private List<String> names() {
        return fields.fields().stream().map(RecordFields.Field::name).toList();
    }

    private long lines(OutputStream out, String line, String between, String end) {
        long[] rows = new long[1];
        // A cursor, no COPY: pieces are stored by the same connection meanwhile.
        try (Query query = handle.createQuery("SELECT " + line + from)) {
            query.setFetchSize(FETCH).mapTo(String.class).forEach(text -> {
                try {
                    out.write(((rows[0]++ == 0 ? "" : between) + text + end).getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return rows[0];
    }

    /**
     * A cell: nothing for null, a text in quotes where it has to be, with an apostrophe in front where a spreadsheet would run
     * it (OWASP, CSV Injection).
     */
    private static String cell(RecordFields.Field field) {
        String name = field.name();
        if (!field.isText()) {
            return "coalesce(" + name + "::text, '')";
        }
        String text = "CASE WHEN " + name + "::text ~ '^[=+@[:cntrl:]-]' THEN '''' ELSE '' END || " + name + "::text";
        return "CASE WHEN " + name + " IS NULL THEN '' WHEN " + name + "::text ~ '[\",[:cntrl:]]' THEN '\"' || replace("
                + text + ", '\"', '\"\"') || '\"' ELSE " + text + " END";
    }

    /** Only the partitions of the days on which the person was seen, and of those that a long call goes on. */
    private static String within(Handle h, UUID request, @Nullable String time) {
        if (time == null) {
            return "";
        }
        return h.createQuery("SELECT min(day)::text, (max(day) + 8)::text FROM privacy.subject_key"
                        + " WHERE request_id = :id AND day > DATE '2000-01-01'")
                .bind("id", request)
                .map((rs, context) -> rs.getString(1) == null
                        ? ""
                        : " AND " + time + " >= '" + rs.getString(1) + " 00:00Z'::timestamptz - interval '7 days' AND "
                                + time + " < '" + rs.getString(2) + " 00:00Z'::timestamptz")
                .one();
    }
}
