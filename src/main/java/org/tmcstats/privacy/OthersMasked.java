package org.tmcstats.privacy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumn.Form;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A person's rows without the identifiers of others who were in the same calls (GDPR Art. 15(4)): what is not plainly the
 * person's own, or about the call as such, reads {@code ***}.
 */
final class OthersMasked {
    private static final String MASKED = "***";
    /** Words of the protocol: they say what happened, never to whom. */
    private static final Set<String> NEUTRAL = Set.of(
            "type",
            "signal",
            "state",
            "activated",
            "track",
            "entity",
            "media",
            "direction",
            "error",
            "statsType",
            "Location",
            "proto",
            "duplex");

    /** Who an event comes from: what it describes is theirs. */
    private static final Set<String> OWNERS = Set.of("source", "owner", "externalId");

    private final Who who;

    OthersMasked(Who who) {
        this.who = who;
    }

    /**
     * Values to hand out, in the order of the catalogue.
     *
     * @param own whether the whole row is the person's, as those of a box are
     * @param only columns that are handed out; null for all
     */
    Map<String, @Nullable Object> values(
            PersonalTable table, SubjectRows.Row row, boolean own, @Nullable Set<String> only) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Object day = row.keys().get("day");
        if (day != null) {
            values.put("day", day.toString());
        }
        for (PersonalColumn column : table.columns()) {
            if (only == null || only.contains(column.column())) {
                values.put(column.column(), value(column, row, own));
            }
        }
        return values;
    }

    private @Nullable Object value(PersonalColumn column, SubjectRows.Row row, boolean own) {
        Object value = row.values().get(column.column());
        if (value == null) {
            return null;
        }
        boolean text = value instanceof byte[]
                || column.identifies().stream().anyMatch(i -> i.form() == Form.TEXT && i.kind() == PersonKind.AGENT);
        if (text && !own) {
            return masked(value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString());
        }
        boolean aboutTheCall = column.identifies().stream().allMatch(i -> i.kind() == PersonKind.SESSION);
        if (own || aboutTheCall || row.named().containsKey(column)) {
            return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value;
        }
        return MASKED;
    }

    private Object masked(String text) {
        try {
            return mask(RequestRows.JSON.readTree(text), false);
        } catch (JacksonException e) {
            // What cannot be read cannot be told apart either.
            return MASKED;
        }
    }

    private JsonNode mask(JsonNode node, boolean owned) {
        if (node instanceof ObjectNode object) {
            boolean own = owned || isOwn(object);
            object.properties().forEach(field -> {
                boolean shown = NEUTRAL.contains(field.getKey())
                        || own && field.getKey().equals("descriptor");
                if (!shown || field.getValue().isContainer()) {
                    field.setValue(mask(field.getValue(), own));
                }
            });
            return object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, mask(array.get(i), owned));
            }
            return array;
        }
        return node.isString() && !isThePerson(node.stringValue())
                ? RequestRows.JSON.getNodeFactory().stringNode(MASKED)
                : node;
    }

    private boolean isOwn(ObjectNode object) {
        return OWNERS.stream()
                .map(object::get)
                .anyMatch(owner -> owner != null && owner.isString() && isThePerson(owner.stringValue()));
    }

    /** Exactly the person: a text that names others too is not shown. */
    private boolean isThePerson(String text) {
        return who.is(text);
    }
}
