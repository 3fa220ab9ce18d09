package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumns.KeyedTable;
import org.tmcstats.identity.RetentionKind;
import org.tmcstats.privacy.register.LinkedData;
import org.tmcstats.retention.KeptDays;

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

    /** How long each kind of data is kept (Art. 15(1)(d)). */
    static Map<String, String> kept(KeptDays days) {
        Map<String, String> kept = new HashMap<>();
        for (RetentionKind kind : RetentionKind.values()) {
            kept.put(kind.word(), kind.word() + ": " + days.inWords(kind));
        }
        return kept;
    }

    /** Of a table by surrogate keys: from its comments, and from what such tables are kept for. */
    static List<Map<String, Object>> records(
            Handle h, KeyedTable table, RecordFields fields, Map<String, String> kept) {
        String retention = h.createQuery("SELECT retention FROM ops.partitioned WHERE parent = :table")
                .bind("table", table.name())
                .mapTo(String.class)
                .findFirst()
                .map(word -> kept.getOrDefault(word, word))
                .orElse("");
        LinkedData data = LinkedData.of(table);
        List<Map<String, Object>> notes = new ArrayList<>();
        for (RecordFields.Field field : fields.fields()) {
            Map<String, Object> note = new LinkedHashMap<>();
            note.put("field", field.name());
            note.put("meaning", inWords(field.meaning()));
            note.put("purpose", data.purpose());
            note.put("lawfulBasis", data.lawfulBasis());
            note.put("retention", retention);
            note.put("origin", data.origin().name().toLowerCase(Locale.ROOT));
            note.put("source", data.source());
            notes.add(note);
        }
        return notes;
    }

    /** A comment with its units written out. */
    static String inWords(String comment) {
        return comment.replace("1e-9", "in parts per billion")
                .replace("1e-6", "in millionths")
                .replace("1e-3 dB", "in thousandths of a decibel")
                .replace("µs", "in microseconds")
                .replace("Mbit/s", "in million bits per second")
                .replace("bit/s", "in bits per second")
                .replaceAll("MOS\\b", "MOS (mean opinion score, 1 bad to 5 excellent)");
    }
}
