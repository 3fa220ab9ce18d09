package org.tmcstats.feed;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.Measurement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes known fields out of an object, checked; what is left in it is unknown and to be kept. A field that is absent or
 * null is not measured. A fault names the field by its JSON pointer.
 */
public final class JsonFields {
    private final ObjectNode node;
    private final @Nullable JsonFields parent;
    private final String name;

    private JsonFields(ObjectNode node, @Nullable JsonFields parent, String name) {
        this.node = node;
        this.parent = parent;
        this.name = name;
    }

    public static JsonFields of(ObjectNode node) {
        return new JsonFields(node, null, "");
    }

    /** Fields of an object within another, which is not taken out: its pointer begins with the other's. */
    public static JsonFields of(ObjectNode node, JsonFields parent, String name) {
        return new JsonFields(node, parent, name);
    }

    public ObjectNode node() {
        return node;
    }

    /** A nested object; null when not sent. {@link #close} it when its fields are taken. */
    public @Nullable JsonFields open(String field) throws JsonFault {
        JsonNode value = node.get(field);
        if (value instanceof ObjectNode object) {
            return new JsonFields(object, this, field);
        }
        if (value == null) {
            return null;
        }
        node.remove(field);
        if (value.isNull()) {
            return null;
        }
        throw fault(field, "is not an object");
    }

    /** Takes this object out of the surrounding one when no unknown field is left in it. */
    public void close() {
        if (parent != null && node.isEmpty()) {
            parent.node.remove(name);
        }
    }

    /** Takes a value out; null when not sent. */
    public @Nullable JsonNode take(String field) {
        JsonNode value = node.remove(field);
        return value == null || value.isNull() ? null : value;
    }

    /** A text without characters that PostgreSQL or UTF-8 cannot hold; null when not sent or empty. */
    public @Nullable String text(String field, int longest) throws JsonFault {
        JsonNode value = take(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw fault(field, "is not a string");
        }
        String text = value.stringValue();
        if (text.length() > longest) {
            throw fault(field, "is longer than " + longest + " characters");
        }
        if (!isStorable(text)) {
            throw fault(field, "holds a character that cannot be stored");
        }
        return text.isEmpty() ? null : text;
    }

    /** Whether a text column can hold it: no zero character, no half of a surrogate pair. */
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0
                    || Character.isLowSurrogate(c)
                    || Character.isHighSurrogate(c)
                            && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return false;
            }
        }
        return true;
    }

    /** A whole number; {@link Measurement#MISSING_LONG} when not sent. */
    public long integer(String field, long least, long most) throws JsonFault {
        JsonNode value = take(field);
        if (value == null) {
            return Measurement.MISSING_LONG;
        }
        long number;
        if (value.isInt() || value.isLong()) {
            number = value.longValue();
        } else if (value.isNumber()) {
            try {
                number = value.decimalValue().longValueExact();
            } catch (ArithmeticException e) {
                throw fault(field, "is not a whole number, or out of range");
            }
        } else {
            throw fault(field, "is not a number");
        }
        if (number < least || number > most) {
            throw outside(field, number < 0);
        }
        return number;
    }

    /** A whole number of 32 bits; {@link Measurement#MISSING} when not sent. */
    public int int32(String field, int least) throws JsonFault {
        long number = integer(field, least, Integer.MAX_VALUE);
        return number == Measurement.MISSING_LONG ? Measurement.MISSING : (int) number;
    }

    /**
     * A number times the scale, rounded; {@link Measurement#MISSING_LONG} when not sent.
     *
     * @param least bound after scaling, as is most
     */
    public long scaled(String field, int scale, long least, long most) throws JsonFault {
        JsonNode value = take(field);
        if (value == null) {
            return Measurement.MISSING_LONG;
        }
        double number;
        if (value.isInt()) {
            number = value.intValue();
        } else if (value.isNumber()) {
            number = value.numberValue().doubleValue();
        } else {
            throw fault(field, "is not a number");
        }
        number *= scale;
        if (!(number >= least && number <= most)) {
            throw outside(field, number < 0);
        }
        return Math.round(number);
    }

    /** As {@link #scaled}, of 32 bits; {@link Measurement#MISSING} when not sent. */
    public int scaled32(String field, int scale, int least, int most) throws JsonFault {
        long number = scaled(field, scale, least, most);
        return number == Measurement.MISSING_LONG ? Measurement.MISSING : (int) number;
    }

    /** The fault of one of these fields. */
    public JsonFault fault(String field, String detail) {
        return JsonFault.at(pointer() + '/' + field, detail);
    }

    private JsonFault outside(String field, boolean negative) {
        return fault(field, negative ? "is negative, or out of range" : "is out of range");
    }

    private String pointer() {
        return parent == null ? name : parent.pointer() + '/' + name;
    }

    /** What is left when every known field was taken out, as JSON; null when nothing is. */
    public @Nullable String rest() {
        return node.isEmpty() ? null : JsonReading.text(node);
    }

    /** Names of the fields left. */
    public Iterable<Map.Entry<String, JsonNode>> left() {
        return node.properties();
    }
}
