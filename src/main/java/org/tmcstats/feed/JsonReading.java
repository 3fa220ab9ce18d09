package org.tmcstats.feed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.RawRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the elements of a body one by one, strictly: no field twice, nothing behind the value, bounded in depth and
 * length. Numbers keep every digit.
 */
public final class JsonReading {
    private static final int DEEPEST = 64;
    /** Of one element, as a tree some 10 MB. */
    private static final int MOST_TOKENS = 100_000;

    private static final int LONGEST_PLACE = 200;
    private static final JsonMapper ESCAPING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonMapper mapper;
    private final boolean trailingComma;

    /** Turns one element into a record. It may empty the object: what it leaves is the caller's to keep. */
    public interface ElementReader {
        RawRecord read(ObjectNode element) throws JsonFault;
    }

    /** @param trailingComma whether commas may stand before the end of lists and objects */
    public JsonReading(boolean trailingComma) {
        this.trailingComma = trailingComma;
        this.mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .maxNumberLength(100)
                                .maxTokenCount(MOST_TOKENS)
                                .build())
                        .configure(JsonReadFeature.ALLOW_TRAILING_COMMA, trailingComma)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    /** Cuts a body into elements, by this reading's rules. */
    public JsonElements elements(byte[] body) {
        return JsonElements.of(body, trailingComma);
    }

    /** Reads every element; those with a fault are rejected with the bytes they came in. */
    public Decoded decode(byte[] body, ElementReader reader) {
        JsonElements elements = elements(body);
        List<RawRecord> records = new ArrayList<>(elements.size());
        List<Decoded.Rejected> rejected = new ArrayList<>(0);
        for (int i = 0; i < elements.size(); i++) {
            try {
                records.add(reader.read(object(elements, i)));
            } catch (JsonFault e) {
                rejected.add(rejection(elements, i, e));
            }
        }
        return new Decoded(elements.size(), records, rejected);
    }

    /** The first storable text of that name in any element; null when there is none. */
    public @Nullable String firstText(byte[] body, String field, int longest) {
        JsonElements elements = elements(body);
        for (int i = 0; i < elements.size(); i++) {
            try {
                String text = JsonFields.of(object(elements, i)).text(field, longest);
                if (text != null) {
                    return text;
                }
            } catch (JsonFault e) {
                // It is rejected when its turn comes.
                continue;
            }
        }
        return null;
    }

    /** The rejection of one element. */
    static Decoded.Rejected rejection(JsonElements elements, int index, JsonFault fault) {
        return new Decoded.Rejected(index, String.valueOf(fault.getMessage()), elements.bytes(index));
    }

    /** One element as a tree of its own, free to be changed. */
    ObjectNode object(JsonElements elements, int index) throws JsonFault {
        JsonElements.Element element = elements.get(index);
        if (!element.fault().isEmpty()) {
            throw JsonFault.notJson(element.fault());
        }
        try (JsonParser parser = mapper.createParser(elements.body(), element.offset(), element.length())) {
            JsonNode node = tree(parser);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw syntaxFault(e);
        }
        throw JsonFault.at("", "is not an object");
    }

    private JsonNode tree(JsonParser parser) throws JsonFault {
        JsonNode node;
        try {
            node = mapper.readTree(parser);
        } catch (MismatchedInputException e) {
            throw JsonFault.at(place(parser), "is there twice");
        }
        if (parser.nextToken() != null) {
            throw JsonFault.notJson("something stands behind the value");
        }
        return node;
    }

    /** As far as a text column can hold it. */
    private static String place(JsonParser parser) {
        String place = parser.streamReadContext().pathAsPointer().toString();
        return place.length() > LONGEST_PLACE || !JsonFields.isStorable(place) ? "/…" : place;
    }

    /** Jackson's own messages repeat parts of the text, so they are not passed on. */
    private static JsonFault syntaxFault(JacksonException e) {
        return e instanceof StreamConstraintsException
                ? JsonFault.notJson("nested too deeply, too many values, or a number or name too long")
                : JsonFault.notJson("at byte " + e.getLocation().getByteOffset());
    }

    /** A value as JSON that every UTF-8 text column can hold. */
    public static String text(JsonNode node) {
        String text = node.toString();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // May be half of a pair, which JSON can say and UTF-8 cannot.
                return ESCAPING.writeValueAsString(node);
            }
        }
        return text;
    }
}
