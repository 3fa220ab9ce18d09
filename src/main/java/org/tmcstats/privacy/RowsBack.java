package org.tmcstats.privacy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.tmcstats.store.Database;

/** Rows on their way from privacy.set_aside into their tables, some thousand at a time; in the handle's transaction. */
final class RowsBack {
    private static final int MOST_ROWS = 2000;
    private static final int MOST_CHARS = 8_000_000;

    private final Handle handle;
    private final Map<String, List<String>> byTable = new HashMap<>();
    private final List<String> places = new ArrayList<>();
    private final Map<String, String> columns = new HashMap<>();
    private final Set<LocalDate> days = new HashSet<>();
    private int chars;
    private long back;

    RowsBack(Handle handle) {
        this.handle = handle;
    }

    /** @param insert whether it goes back into its table; it goes out of privacy.set_aside in any case */
    void add(AsideStore.Kept row, boolean insert) {
        places.add(row.place());
        if (insert) {
            LocalDate day = row.day();
            if (day != null && days.add(day)) {
                ensure(handle, day);
            }
            byTable.computeIfAbsent(row.table(), t -> new ArrayList<>()).add(row.json());
            chars += row.json().length();
        }
        if (places.size() >= MOST_ROWS || chars >= MOST_CHARS) {
            flush();
        }
    }

    /** @return rows that were put back */
    long end() {
        flush();
        return back;
    }

    static void ensure(Handle h, LocalDate day) {
        h.createQuery("SELECT ops.ensure_day(:day)")
                .bind("day", day)
                .mapTo(Integer.class)
                .one();
    }

    private void flush() {
        byTable.forEach((table, rows) -> {
            String names = columns.computeIfAbsent(table, this::insertable);
            back += handle.createUpdate("INSERT INTO " + table + " (" + names + ") SELECT " + names
                            + " FROM json_populate_recordset(NULL::" + table + ", :json::json) ON CONFLICT DO NOTHING")
                    .bind("json", "[" + String.join(",", rows) + "]")
                    .execute();
        });
        if (!places.isEmpty()) {
            AsideStore.delete(handle, "privacy.set_aside", places);
        }
        byTable.clear();
        places.clear();
        chars = 0;
    }

    private String insertable(String table) {
        return String.join(
                ", ",
                handle.createQuery(Database.sql("privacy/insertable"))
                        .bind("table", table)
                        .mapTo(String.class)
                        .list());
    }
}
