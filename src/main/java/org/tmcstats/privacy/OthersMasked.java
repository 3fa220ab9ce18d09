package org.tmcstats.privacy;

import java.math.BigDecimal;
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
    /** Shorter numbers are measurements, ports and the like; subscribers' have seven digits at least where not dialled locally. */
    private static final int DIGITS_OF_A_NUMBER = 7;

    /** Who an event comes from: what it describes is theirs. */
    private static final Set<String> OWNERS = Set.of("source", "owner", "externalId");

    private final Who who;
    private final OwnAddresses addresses;

    OthersMasked(Who who, OwnAddresses addresses) {
        this.who = who;
        this.addresses = addresses;
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
        if (own || aboutTheCall || row.named().containsKey(column) || addresses.has(row, column.column())) {
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
            ObjectNode masked = RequestRows.JSON.createObjectNode();
            object.properties().forEach(field -> {
                String name = field.getKey();
                JsonNode value = field.getValue();
                boolean shown = ProtocolWords.mayBeShown(name, value) || own && name.equals("descriptor");
                masked.set(key(name, masked), shown && !value.isContainer() ? value : mask(value, own));
            });
            return masked;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, mask(array.get(i), owned));
            }
            return array;
        }
        boolean tells = node.isString() || node.isNumber() && integerDigits(node) >= DIGITS_OF_A_NUMBER;
        return tells && !isThePerson(node.asString()) && !(node.isNumber() && isThePerson("+" + node.asString()))
                ? RequestRows.JSON.getNodeFactory().stringNode(MASKED)
                : node;
    }

    /** Names of properties can be people's too; those that are masked are numbered, so that none is lost. */
    private String key(String name, ObjectNode beside) {
        if (ProtocolWords.isField(name) || isThePerson(name)) {
            return name;
        }
        String masked = MASKED;
        for (int n = 2; beside.has(masked); n++) {
            masked = MASKED + " " + n;
        }
        return masked;
    }

    /** Phone numbers come as numbers too, also as 1.5555550142E10. */
    private static int integerDigits(JsonNode number) {
        BigDecimal value = number.decimalValue();
        return value.precision() - value.scale();
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
