package org.tmcstats.feed.mediaserver;

import org.jspecify.annotations.Nullable;
import org.tmcstats.feed.JsonFault;
import org.tmcstats.feed.JsonFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The known tags of a message, null where not sent. */
record Tags(
        @Nullable String location,
        @Nullable String sessionId,
        @Nullable String conversationId) {
    private static final String KEYS = "tagKeys";
    private static final String VALUES = "tagValues";
    /** An index row of three of them in the widest UTF-8 still fits a PostgreSQL page. */
    private static final int LONGEST = 200;

    /** Takes the known tags out; unknown ones stay, paired as sent. */
    static Tags take(JsonFields stats) throws JsonFault {
        ArrayNode keys = array(stats, KEYS);
        ArrayNode values = array(stats, VALUES);
        if (keys.size() != values.size()) {
            throw stats.fault(VALUES, "has another length than " + KEYS);
        }
        String[] known = new String[3];
        ArrayNode otherKeys = null;
        ArrayNode otherValues = null;
        for (int i = 0; i < keys.size(); i++) {
            JsonNode key = keys.get(i);
            if (!key.isString()) {
                throw stats.fault(KEYS + "/" + i, "is not a string");
            }
            int tag = switch (key.stringValue()) {
                case "Location" -> 0;
                case "SessionId" -> 1;
                case "ConversationId" -> 2;
                default -> -1;
            };
            if (tag < 0) {
                otherKeys = otherKeys == null ? keys.arrayNode() : otherKeys;
                otherValues = otherValues == null ? keys.arrayNode() : otherValues;
                otherKeys.add(key);
                otherValues.add(values.get(i));
            } else if (known[tag] != null) {
                throw stats.fault(KEYS + "/" + i, "names a tag twice");
            } else {
                known[tag] = text(stats, values.get(i), i);
            }
        }
        if (otherKeys != null && otherValues != null) {
            stats.node().set(KEYS, otherKeys);
            stats.node().set(VALUES, otherValues);
        }
        return new Tags(emptyToNull(known[0]), emptyToNull(known[1]), emptyToNull(known[2]));
    }

    private static ArrayNode array(JsonFields stats, String name) throws JsonFault {
        JsonNode value = stats.take(name);
        if (value == null) {
            return stats.node().arrayNode();
        }
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw stats.fault(name, "is not a list");
    }

    private static String text(JsonFields stats, JsonNode value, int index) throws JsonFault {
        if (value.isNull()) {
            return "";
        }
        String pointer = VALUES + "/" + index;
        if (!value.isString()) {
            throw stats.fault(pointer, "is not a string");
        }
        String text = value.stringValue();
        if (text.length() > LONGEST || !JsonFields.isStorable(text)) {
            throw stats.fault(pointer, "is longer than " + LONGEST + " characters, or holds one that cannot be stored");
        }
        return text;
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
