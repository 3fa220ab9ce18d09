package org.tmcstats.retention.hold;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.identity.Suppression;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls and boxes of persons under a hold whose identities lie aside, encrypted, because they are restricted: their
 * measurements stay in their tables, where a purge would find nobody in them.
 */
final class AsideCalls {
    private static final int FETCH = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PersonalColumns columns;
    private final Suppression suppression;

    AsideCalls(PersonalColumns columns, Suppression suppression) {
        this.columns = columns;
        this.suppression = suppression;
    }

    /** Adds those of a UTC day. */
    void find(Handle h, LocalDate day, Recognition recognition, Set<Long> calls, Set<Long> devices) {
        if (recognition.isEmpty()) {
            return;
        }
        try (Stream<Boolean> rows = h
                .createQuery("SELECT request_id, table_name, sealed FROM privacy.set_aside WHERE day = :day")
                .bind("day", day)
                .setFetchSize(FETCH)
                .map((rs, context) -> {
                    JsonNode row = JSON.readTree(suppression.open(rs.getObject(1, UUID.class), rs.getBytes(3)));
                    if (names(rs.getString(2), row, recognition)) {
                        add(row.get("call_key"), calls);
                        add(row.get("device_key"), devices);
                    }
                    return true;
                })
                .stream()) {
            rows.forEach(row -> {});
        }
    }

    private boolean names(String table, JsonNode row, Recognition recognition) {
        return columns.all().stream()
                .filter(column -> column.qualifiedTable().equals(table) && recognition.concerns(column))
                .anyMatch(column -> {
                    JsonNode value = row.get(column.column());
                    return value != null
                            && value.isString()
                            && recognition.recognises(
                                    column,
                                    value.stringValue().getBytes(StandardCharsets.UTF_8),
                                    deciding(column, row));
                });
    }

    private static Map<String, @Nullable String> deciding(PersonalColumn column, JsonNode row) {
        Map<String, @Nullable String> values = new HashMap<>();
        column.identifies().forEach(way -> {
            String name = way.whenColumn();
            if (name != null) {
                values.put(name, row.path(name).asString(""));
            }
        });
        return values;
    }

    private static void add(@Nullable JsonNode key, Set<Long> keys) {
        if (key != null && key.isIntegralNumber()) {
            keys.add(key.longValue());
        }
    }
}
