package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.store.Database;

/** What each field of an export means, and for the personal ones why they are kept, how long, and where they came from. */
final class FieldNotes {
    private FieldNotes() {}

    /** Of a table with personal data: from the catalogue. */
    static List<Map<String, Object>> personal(PersonalTable table) {
        List<Map<String, Object>> notes = new ArrayList<>();
        for (PersonalColumn column : table.columns()) {
            Map<String, Object> note = new LinkedHashMap<>();
            note.put("field", column.column());
            note.put("meaning", column.text());
            note.put("purpose", column.purpose());
            note.put("lawfulBasis", column.lawfulBasis());
            note.put("retention", column.retention().word());
            note.put("origin", column.origin().name().toLowerCase(Locale.ROOT));
            note.put("source", column.source());
            notes.add(note);
        }
        return notes;
    }

    /** Of a table by surrogate keys: from its comments. */
    static List<Map<String, Object>> records(Handle h, String table, List<String> columns) {
        List<Map<String, Object>> notes = new ArrayList<>();
        h.createQuery(Database.sql("privacy/comments"))
                .bind("table", table)
                .map((rs, context) -> {
                    if (columns.contains(rs.getString(1))) {
                        Map<String, Object> note = new LinkedHashMap<>();
                        note.put("field", rs.getString(1));
                        note.put("meaning", rs.getString(2));
                        notes.add(note);
                    }
                    return true;
                })
                .list();
        return notes;
    }

    /** Columns of a table that are handed out, in order. */
    static List<String> columns(Handle h, String table, boolean derivedToo) {
        List<String> columns = new ArrayList<>();
        h.createQuery(Database.sql("privacy/comments"))
                .bind("table", table)
                .map((rs, context) -> {
                    boolean internal = rs.getString(1).matches("batch|source_key|channel_key|event_key");
                    boolean derived =
                            rs.getString(1).matches(".*_bucket|.*_histogram|bad|.*_estimated_.*|clock_corrected");
                    return !internal && (derivedToo || !derived) && columns.add(rs.getString(1));
                })
                .list();
        return columns;
    }
}
