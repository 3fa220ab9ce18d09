package org.tmcstats.privacy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonHashes.Hit;
import org.tmcstats.identity.PersonalColumn;

/**
 * Finds a person's rows in tables with personal data: those that name the person, and those of the person's calls and boxes.
 * In the handle's transaction, streamed.
 */
final class SubjectRows {
    private static final int FETCH = 1000;

    private final Handle handle;
    private final Who who;

    SubjectRows(Handle handle, Who who) {
        this.handle = handle;
        this.who = who;
    }

    /**
     * A row.
     *
     * @param partition table that it lies in
     * @param place its ctid, valid in this transaction
     * @param values personal columns, and columns of their conditions, by name: text, bytes or null
     * @param named by which columns, and how, it names the person; empty when it is only of the person's call or box
     * @param keys values of call_key, device_key and day, by name
     */
    record Row(
            String partition,
            String place,
            Map<String, @Nullable Object> values,
            Map<PersonalColumn, List<Hit>> named,
            Map<String, @Nullable Object> keys) {
        @Nullable
        Long key(String name) {
            return keys.get(name) instanceof Number n ? n.longValue() : null;
        }

        /** Whether it meets the condition of a column's comment. */
        boolean meets(PersonalColumn.Identifies way) {
            return way.whenColumn() == null
                    || String.valueOf(values.get(way.whenColumn())).equals(way.whenValue());
        }
    }

    /** Rows that name the person. */
    void naming(PersonalTable table, Consumer<Row> to) {
        Needles needles = Needles.of(table.columns(), who);
        if (!needles.condition().equals("false")) {
            read(table, needles.condition(), needles.bindings(), row -> {
                if (!row.named().isEmpty()) {
                    to.accept(row);
                }
            });
        }
    }

    /** Rows that name the person, and those of the person's calls and boxes; of tables about parties only the former. */
    void all(PersonalTable table, Consumer<Row> to) {
        List<String> conditions = new ArrayList<>();
        Needles needles = Needles.of(table.columns(), who);
        conditions.add(needles.condition());
        if (!table.isOfParties()) {
            table.linkKeys().forEach(key -> conditions.add(linked(key)));
        }
        String condition = String.join(" OR ", conditions);
        if (!condition.equals("false")) {
            Set<Long> calls = table.isOfParties() ? Set.of() : keys("call_key");
            Set<Long> boxes = table.isOfParties() ? Set.of() : keys("device_key");
            read(table, condition, needles.bindings(), row -> {
                Long call = row.key("call_key");
                Long box = row.key("device_key");
                if (!row.named().isEmpty()
                        || call != null && calls.contains(call)
                        || box != null && boxes.contains(box)) {
                    to.accept(row);
                }
            });
        }
    }

    /** Keys of the person's calls or boxes. */
    Set<Long> keys(String name) {
        return new TreeSet<>(handle.createQuery(
                        "SELECT DISTINCT key FROM privacy.subject_key WHERE request_id = :request AND name = :name")
                .bind("request", who.request())
                .bind("name", name)
                .mapTo(Long.class)
                .list());
    }

    /** Calls pass midnight: the key alone decides. */
    private static String linked(String key) {
        return key + " IN (SELECT key FROM privacy.subject_key WHERE request_id = :request AND name = '" + key + "')";
    }

    /** Rows kept aside for restricted persons that name the person, or are of the person's calls and boxes. */
    void aside(AsideStore store, List<PersonalTable> tables, BiConsumer<AsideStore.Kept, Row> to) {
        Map<String, PersonalTable> byName = new HashMap<>();
        tables.forEach(t -> byName.put(t.name(), t));
        Set<Long> calls = keys("call_key");
        Set<Long> boxes = keys("device_key");
        store.each(handle, kept -> {
            PersonalTable table = byName.get(kept.table());
            if (table != null) {
                Map<String, @Nullable Object> values = kept.values();
                Row row = new Row(kept.table(), kept.place(), values, named(table, values), values);
                Long call = row.key("call_key");
                Long box = row.key("device_key");
                if (!row.named().isEmpty()
                        || !table.isOfParties()
                                && (call != null && calls.contains(call) || box != null && boxes.contains(box))) {
                    to.accept(kept, row);
                }
            }
        });
    }

    private void read(PersonalTable table, String condition, Map<String, String> bindings, Consumer<Row> to) {
        Set<String> columns = new TreeSet<>();
        table.columns().forEach(c -> {
            columns.add(c.column());
            c.identifies().forEach(i -> {
                if (i.whenColumn() != null) {
                    columns.add(i.whenColumn());
                }
            });
        });
        LocalDate until = who.until();
        String before = until != null && table.hasDay() ? " AND day <= DATE '" + until + "'" : "";
        String sql = "SELECT tableoid::regclass::text AS partition_name, ctid::text AS place, "
                + String.join(", ", columns)
                + (table.keys().isEmpty() ? "" : ", " + String.join(", ", table.keys()))
                + " FROM " + table.name() + " WHERE (" + condition + ")" + before;
        try (Query query = handle.createQuery(sql)) {
            bindings.forEach(query::bind);
            if (sql.contains(":request")) {
                query.bind("request", who.request());
            }
            query.setFetchSize(FETCH)
                    .map((rs, context) -> {
                        Map<String, @Nullable Object> values = new LinkedHashMap<>();
                        for (String column : columns) {
                            values.put(column, rs.getObject(column));
                        }
                        Map<String, @Nullable Object> keys = new HashMap<>();
                        for (String key : table.keys()) {
                            keys.put(key, rs.getObject(key));
                        }
                        return new Row(
                                rs.getString("partition_name"),
                                rs.getString("place"),
                                values,
                                named(table, values),
                                keys);
                    })
                    .forEach(to);
        }
    }

    private Map<PersonalColumn, List<Hit>> named(PersonalTable table, Map<String, @Nullable Object> values) {
        Map<PersonalColumn, List<Hit>> named = new LinkedHashMap<>();
        for (PersonalColumn column : table.columns()) {
            Object value = values.get(column.column());
            if (value != null && !column.identifies().isEmpty()) {
                List<Hit> found = who.in(
                        column,
                        value,
                        way -> way.whenColumn() == null
                                || String.valueOf(values.get(way.whenColumn())).equals(way.whenValue()));
                if (!found.isEmpty()) {
                    named.put(column, found);
                }
            }
        }
        return named;
    }

    /** Keys of calls and boxes that are the person's own, into privacy.subject_key. */
    void findKeys(List<PersonalTable> tables, AsideStore store) {
        SubjectKeys keys = new SubjectKeys(handle, who.request());
        Map<String, PersonalTable> byName = new HashMap<>();
        tables.forEach(t -> byName.put(t.name(), t));
        for (PersonalTable table : tables) {
            if (!table.linkKeys().isEmpty()) {
                naming(table, row -> remember(table, row, keys));
            }
        }
        keys.store();
        aside(store, tables, (kept, row) -> remember(byName.get(kept.table()), row, keys));
        keys.store();
    }

    private static void remember(@Nullable PersonalTable table, Row row, SubjectKeys keys) {
        if (table == null) {
            return;
        }
        for (List<Hit> hits : row.named().values()) {
            for (Hit hit : hits) {
                for (String key : table.linkKeys()) {
                    Long value = row.key(key);
                    if (value != null && Who.makesOwn(hit, key)) {
                        Object day = row.keys().get("day");
                        keys.add(key, value, day == null ? null : day.toString());
                    }
                }
            }
        }
    }
}
