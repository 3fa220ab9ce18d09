package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.SetAside;
import org.tmcstats.store.Database;

/** {@code privacy.set_aside}: rows of restricted persons, encrypted; in the handle's transaction. */
@ApplicationScoped
class AsideStore {
    private static final int FETCH = 500;
    private static final Pattern DAY = Pattern.compile("_(\\d{4})(\\d{2})(\\d{2})$");

    private final Suppression suppression;

    @Inject
    AsideStore(Suppression suppression) {
        this.suppression = suppression;
    }

    /**
     * A row as it would lie in its table.
     *
     * @param place its ctid in privacy.set_aside, valid in this transaction
     */
    record Kept(
            String place,
            UUID request,
            String table,
            @Nullable LocalDate day,
            String json) {
        Map<String, @Nullable Object> values() {
            Map<String, Object> read = RequestRows.object(json);
            Map<String, @Nullable Object> values = new HashMap<>(read == null ? Map.of() : read);
            values.replaceAll(
                    (name, value) -> value instanceof String text && text.startsWith("\\x") && name.equals("body")
                            ? HexFormat.of().parseHex(text.substring(2))
                            : value);
            return values;
        }
    }

    void each(Handle h, Consumer<Kept> to) {
        try (Query query =
                h.createQuery("SELECT ctid::text, request_id, table_name, day, sealed FROM privacy.set_aside")) {
            query.setFetchSize(FETCH)
                    .map((rs, context) -> {
                        UUID request = rs.getObject(2, UUID.class);
                        return new Kept(
                                rs.getString(1),
                                request,
                                rs.getString(3),
                                rs.getObject(4, LocalDate.class),
                                suppression.open(request, rs.getBytes(5)));
                    })
                    .forEach(to);
        }
    }

    /** Takes rows out of their table and keeps them aside. */
    long take(Handle h, UUID request, String table, String partition, List<String> places) {
        List<SetAside> rows = h.createQuery(
                        "SELECT row_to_json(t)::text AS json FROM " + parent(partition) + " t WHERE " + at(partition))
                .bindArray("places", String.class, places)
                .map((rs, context) -> {
                    String json = rs.getString(1);
                    Object day = String.valueOf(Objects.requireNonNullElse(RequestRows.object(json), Map.of())
                            .get("day"));
                    return new SetAside(
                            request, table, day.equals("null") ? null : LocalDate.parse(day.toString()), json);
                })
                .list();
        suppression.setAside(h, rows);
        return delete(h, partition, places);
    }

    static long delete(Handle h, String partition, List<String> places) {
        return h.createUpdate("DELETE FROM " + parent(partition) + " t WHERE " + at(partition))
                .bindArray("places", String.class, places)
                .execute();
    }

    /** A row with some values replaced, as JSON. */
    static Optional<String> changed(Handle h, String partition, String place, String change) {
        return h.createQuery("SELECT (to_jsonb(t) || CAST(:change AS jsonb))::text FROM " + parent(partition)
                        + " t WHERE " + at(partition) + " FOR UPDATE")
                .bindArray("places", String.class, List.of(place))
                .bind("change", change)
                .mapTo(String.class)
                .findFirst();
    }

    /** Rights are those of the table that is named in a statement, and partitions have none of their own. */
    static String parent(String partition) {
        return DAY.matcher(partition).replaceFirst("");
    }

    /** Condition on rows at {@code :places} of a partition, which the day leaves alone of all. */
    private static String at(String partition) {
        Matcher day = DAY.matcher(partition);
        return "t.ctid = ANY (CAST(:places AS text[])::tid[])"
                + (day.find()
                        ? " AND t.day = DATE '" + day.group(1) + "-" + day.group(2) + "-" + day.group(3) + "'"
                                + " AND t.tableoid = '" + partition + "'::regclass"
                        : "");
    }

    /**
     * Puts a restriction's rows back where they came from; those that others keep stay aside under the other's name.
     *
     * @param heldBy the other restriction that covers a row; null when there is none
     * @return rows put back
     */
    long putBack(Handle h, UUID request, Function<Kept, @Nullable UUID> heldBy) {
        List<Kept> rows = new ArrayList<>();
        each(h, kept -> {
            if (kept.request().equals(request)) {
                rows.add(kept);
            }
        });
        h.execute("DELETE FROM privacy.set_aside WHERE request_id = ?", request);
        long back = 0;
        for (Kept row : rows) {
            UUID other = heldBy.apply(row);
            if (other != null) {
                suppression.setAside(h, List.of(new SetAside(other, row.table(), row.day(), row.json())));
            } else {
                insert(h, row.table(), row.day(), row.json());
                back++;
            }
        }
        return back;
    }

    /** Inserts a row from its JSON, unless the like is there. */
    static void insert(Handle h, String table, @Nullable LocalDate day, String json) {
        if (day != null) {
            h.createQuery("SELECT ops.ensure_day(:day)")
                    .bind("day", day)
                    .mapTo(Integer.class)
                    .one();
        }
        String columns = String.join(
                ", ",
                h.createQuery(Database.sql("privacy/insertable"))
                        .bind("table", table)
                        .mapTo(String.class)
                        .list());
        h.createUpdate("INSERT INTO " + table + " (" + columns + ") SELECT " + columns
                        + " FROM json_populate_record(NULL::" + table + ", :json::json) ON CONFLICT DO NOTHING")
                .bind("json", json)
                .execute();
    }

    /** Deletes those chosen. */
    long delete(Handle h, Predicate<Kept> chosen) {
        List<String> places = new ArrayList<>();
        each(h, kept -> {
            if (chosen.test(kept)) {
                places.add(kept.place());
            }
        });
        return places.isEmpty() ? 0 : delete(h, "privacy.set_aside", places);
    }
}
