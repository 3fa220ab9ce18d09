package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.RetentionKind;
import org.tmcstats.retention.KeptDays;
import org.tmcstats.store.Database;

/** What each field of an export means, and for the personal ones why they are kept, how long, and where they came from. */
final class FieldNotes {
    private FieldNotes() {}

    /**
     * Of a table with personal data: from the catalogue.
     *
     * @param kept how long each kind of data is kept, in words
     */
    static List<Map<String, Object>> personal(PersonalTable table, Map<String, String> kept) {
        List<Map<String, Object>> notes = new ArrayList<>();
        for (PersonalColumn column : table.columns()) {
            Map<String, Object> note = new LinkedHashMap<>();
            note.put("field", column.column());
            note.put("meaning", column.text());
            note.put("purpose", column.purpose());
            note.put("lawfulBasis", column.lawfulBasis());
            String word = column.retention().word();
            note.put("retention", kept.getOrDefault(word, word));
            note.put("origin", column.origin().name().toLowerCase(Locale.ROOT));
            note.put("source", column.source());
            notes.add(note);
        }
        return notes;
    }

    /** How long each kind of data is kept (Art. 15(1)(d)), as set now; kinds without a time in days say what ends it. */
    static Map<String, String> kept(KeptDays days) {
        Map<String, String> kept = new HashMap<>();
        for (RetentionKind kind : RetentionKind.values()) {
            String ends = days.longest(kind)
                    .map(n -> n + (n == 1 ? " day" : " days") + " after the day of the record")
                    .orElse(
                            switch (kind) {
                                case ACCOUNTS -> "until the account is removed";
                                case REQUESTS -> "until the request is completed";
                                default -> "as long as compliance has to be shown (Art. 5(2))";
                            });
            kept.put(kind.word(), kind.word() + ": " + ends);
        }
        return kept;
    }

    /** Of a table by surrogate keys: from its comments. */
    static List<Map<String, Object>> records(Handle h, String table, List<String> columns, Map<String, String> kept) {
        String retention = h.createQuery("SELECT retention FROM ops.partitioned WHERE parent = :table")
                .bind("table", table)
                .mapTo(String.class)
                .findFirst()
                .map(word -> kept.getOrDefault(word, word))
                .orElse("");
        List<Map<String, Object>> notes = new ArrayList<>();
        h.createQuery(Database.sql("privacy/comments"))
                .bind("table", table)
                .map((rs, context) -> {
                    if (columns.contains(rs.getString(1))) {
                        Map<String, Object> note = new LinkedHashMap<>();
                        note.put("field", rs.getString(1));
                        note.put("meaning", rs.getString(2));
                        note.put("retention", retention);
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
