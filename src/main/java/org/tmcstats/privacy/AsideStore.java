package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.SetAside;

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
        Kept with(String other) {
            return new Kept(place, request, table, day, other);
        }

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
        each(h, null, to);
    }

    /** @param only restriction whose rows are wanted; null for all */
    private void each(Handle h, @Nullable UUID only, Consumer<Kept> to) {
        String where = only == null ? "" : " WHERE request_id = :only";
        try (Query query = h.createQuery(
                "SELECT ctid::text, request_id, table_name, day, sealed FROM privacy.set_aside" + where)) {
            if (only != null) {
                query.bind("only", only);
            }
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

    /**
     * Replaces values in rows.
     *
     * @param values the new ones, by column
     * @throws org.jdbi.v3.core.JdbiException when a row with the new values is there already
     */
    static long update(Handle h, String partition, List<String> places, Map<String, String> values) {
        String set = String.join(
                ", ", values.keySet().stream().map(c -> c + " = :" + c).toList());
        try (Update update =
                h.createUpdate("UPDATE " + parent(partition) + " AS t SET " + set + " WHERE " + at(partition))) {
            values.forEach(update::bind);
            return update.bindArray("places", String.class, places).execute();
        }
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
     * Puts a restriction's rows back where they came from; those that others keep stay aside under the other's name. Streamed.
     *
     * @param heldBy the other restriction that covers a row; null when there is none
     * @return rows put back, without those whose like was there
     */
    long putBack(Handle h, UUID request, Function<Kept, @Nullable UUID> heldBy) {
        RowsBack back = new RowsBack(h);
        each(h, request, kept -> {
            UUID other = heldBy.apply(kept);
            if (other != null) {
                suppression.setAside(h, List.of(new SetAside(other, kept.table(), kept.day(), kept.json())));
            }
            back.add(kept, other == null);
        });
        return back.end();
    }

    /** Replaces rows, sealed again under the restriction that keeps them. */
    void replace(Handle h, List<Kept> rows) {
        delete(h, "privacy.set_aside", rows.stream().map(Kept::place).toList());
        suppression.setAside(
                h,
                rows.stream()
                        .map(r -> new SetAside(r.request(), r.table(), r.day(), r.json()))
                        .toList());
    }
}
