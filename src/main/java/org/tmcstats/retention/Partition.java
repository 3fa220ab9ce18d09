package org.tmcstats.retention;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.tmcstats.identity.RetentionKind;
import org.tmcstats.retention.hold.Held;
import org.tmcstats.store.Database;

/**
 * A partition of a table of {@code ops.partitioned}.
 *
 * @param parent qualified name of the table
 * @param topic by which it goes
 * @param keepAccepted kept at least as long as late records are accepted
 * @param first first UTC day
 * @param next day after the last
 * @param rows as the statistics know
 * @param bytes with indexes
 * @param empty has no rows, for certain
 * @param columns of the table
 */
record Partition(
        String parent,
        Topic topic,
        boolean keepAccepted,
        LocalDate first,
        LocalDate next,
        long rows,
        long bytes,
        boolean empty,
        List<String> columns) {
    /** Partitions that end before a day, oldest first. */
    static List<Partition> before(Handle h, Set<Topic> topics, LocalDate day) {
        return h.createQuery(Database.sql("retention/partitions"))
                .bindArray(
                        "kinds",
                        String.class,
                        topics.stream()
                                .map(Topic::kind)
                                .map(RetentionKind::word)
                                .toList())
                .bind("before", day)
                .map((rs, context) -> read(rs))
                .list();
    }

    private static Partition read(ResultSet rs) throws SQLException {
        String parent = rs.getString("parent");
        return new Partition(
                parent,
                Topic.ofWord(rs.getString("retention")),
                rs.getBoolean("keep_accepted"),
                rs.getObject("first_day", LocalDate.class),
                rs.getObject("next_day", LocalDate.class),
                Math.max(0, rs.getLong("rows")),
                rs.getLong("bytes"),
                rs.getBoolean("empty"),
                List.of((String[]) rs.getArray("columns").getArray()));
    }

    /** The partition as the table with a condition on t, since rights are those of the table. */
    String asTable() {
        String key = has("day") ? "day" : has("hour") ? "hour" : "at";
        String type = key.equals("day") ? "DATE '" : "TIMESTAMPTZ '";
        String midnight = key.equals("day") ? "'" : " 00:00Z'";
        return parent + " t WHERE t." + key + " >= " + type + first + midnight + " AND t." + key + " < " + type + next
                + midnight;
    }

    boolean has(String column) {
        return columns.contains(column);
    }

    /** Whether rows can be told apart by data set. */
    boolean knowsDataset() {
        return has("dataset") || has("source_key") || has("call_key");
    }

    /** Whether the data set of a row is known only by the hours in which its call was measured. */
    boolean asksHours() {
        return has("call_key") && !has("dataset") && !has("source_key");
    }

    /** Condition on a row t that belongs to a data set; a call belongs to those in which it was measured. */
    String ofDataset(String dataset) {
        if (has("dataset")) {
            return "t.dataset = '" + dataset + "'";
        }
        if (has("source_key")) {
            return "t.source_key IN (SELECT s.source_key FROM raw.source s WHERE s.dataset = '" + dataset + "')";
        }
        String legs =
                "SELECT FROM kpi.call_leg_hour l JOIN raw.source s USING (source_key) WHERE l.call_key = t.call_key"
                        + " AND l.hour >= TIMESTAMPTZ '" + first.minusDays(1) + " 00:00Z' AND l.hour < TIMESTAMPTZ '"
                        + next.plusDays(1) + " 00:00Z'";
        return "EXISTS (" + legs + " AND s.dataset = '" + dataset + "') OR NOT EXISTS (" + legs + ")";
    }

    /** Conditions on a row t that a hold covers. */
    List<String> ofHeld(Held held) {
        List<String> conditions = new ArrayList<>();
        if (has("call_key") && !held.calls().isEmpty()) {
            conditions.add("t.call_key = ANY (" + array(held.calls()) + ")");
        }
        if (has("device_key") && !held.devices().isEmpty()) {
            conditions.add("t.device_key = ANY (" + array(held.devices()) + ")");
        }
        if (!held.rows().isEmpty()) {
            conditions.add("t.ctid = ANY ('{"
                    + held.rows().stream().map(r -> '"' + r + '"').collect(Collectors.joining(",")) + "}'::tid[])");
        }
        return conditions;
    }

    private static String array(Set<Long> keys) {
        return "'{" + keys.stream().sorted().map(String::valueOf).collect(Collectors.joining(",")) + "}'::bigint[]";
    }
}
