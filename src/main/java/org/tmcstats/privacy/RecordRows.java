package org.tmcstats.privacy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonalColumns.KeyedTable;
import tools.jackson.databind.util.RawValue;

/** Rows of a table by surrogate keys that belong to the person's calls and boxes; streamed. */
final class RecordRows {
    private static final int FETCH = 2000;

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

    /** Writes all rows. */
    void write(ExportRows to) {
        // A cursor, no COPY: pieces are stored by the same connection meanwhile.
        each("", to::row);
    }

    /** Gives the first rows. */
    void first(int most, Consumer<Map<String, @Nullable Object>> to) {
        each(" LIMIT " + most, to);
    }

    private void each(String limit, Consumer<Map<String, @Nullable Object>> to) {
        List<RecordFields.Field> all = fields.fields();
        String texts =
                String.join(", ", all.stream().map(RecordFields.Field::text).toList());
        try (Query query = handle.createQuery("SELECT " + texts + from + limit)) {
            query.setFetchSize(FETCH)
                    .map((rs, context) -> {
                        Map<String, @Nullable Object> row = new LinkedHashMap<>();
                        for (int i = 0; i < all.size(); i++) {
                            String text = rs.getString(i + 1);
                            row.put(
                                    all.get(i).name(),
                                    text != null && all.get(i).isJson() ? new RawValue(text) : text);
                        }
                        return row;
                    })
                    .forEach(to);
        }
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
