package org.tmcstats.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.Decoder;
import org.tmcstats.raw.RawMessage;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What sources could send wrong, made from what they send right. */
public final class Mutations {
    public static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_TRAILING_COMMA).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Decoder decoder;
    private final Instant receivedAt;

    public Mutations(Decoder decoder, Instant receivedAt) {
        this.decoder = decoder;
        this.receivedAt = receivedAt;
    }

    public static byte[] sample(String name) {
        try (InputStream in = Mutations.class.getResourceAsStream("/samples/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] utf8(Object text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Decodes, and checks what holds for any bytes. */
    public Decoded decode(byte[] body) {
        RawMessage message = new RawMessage(decoder.kind() + "/x", "box-1", receivedAt, body);
        Decoded decoded = decoder.decode(message);
        assertTrue(decoded.elements() >= 1);
        assertEquals(
                decoded.elements(),
                decoded.records().size() + decoded.rejected().size(),
                () -> new String(body, StandardCharsets.UTF_8));
        decoded.rejected().forEach(r -> {
            assertTrue(r.index() >= 0 && r.index() < decoded.elements());
            assertFalse(r.reason().isBlank());
        });
        assertEquals(decoded.records(), decoder.decode(message).records(), "decoding is pure");
        return decoded;
    }

    /** Every field of the sample in turn: missing, null, of other types, negative, huge. */
    public void everyField(JsonNode sample) {
        List<String> places = new ArrayList<>();
        collect(sample, "", places);
        for (String pointer : places) {
            mutate(sample, pointer, null);
            JsonNode[] values = {
                NODES.nullNode(),
                NODES.stringNode("x"),
                NODES.stringNode(""),
                NODES.stringNode("\u0000"),
                NODES.stringNode("\ud800"),
                NODES.stringNode("y".repeat(100_000)),
                NODES.numberNode(-1),
                NODES.numberNode(0),
                NODES.numberNode(Long.MAX_VALUE),
                NODES.numberNode(BigInteger.TEN.pow(90)),
                NODES.numberNode(new BigDecimal("1e5000")),
                NODES.numberNode(new BigDecimal("-1e-5000")),
                NODES.numberNode(0.5),
                NODES.booleanNode(true),
                NODES.arrayNode(),
                NODES.arrayNode().add(1),
                NODES.objectNode(),
                NODES.objectNode().put("a", 1)
            };
            for (JsonNode value : values) {
                mutate(sample, pointer, value);
            }
        }
    }

    /** A field that nobody knows, in every object of the sample: it is found again, or the element is rejected. */
    public void unknownFieldsEverywhere(JsonNode sample) {
        List<String> objects = new ArrayList<>();
        collectObjects(sample, "", objects);
        for (String pointer : objects) {
            JsonNode copy = sample.deepCopy();
            ((ObjectNode) copy.at(pointer)).putObject("newField").put("depth", "0.10000000000000000001");
            String found = decode(utf8(copy)).records().toString();
            assertTrue(found.contains("newField") && found.contains("0.10000000000000000001"), pointer);
        }
    }

    /** Cut off after any number of bytes. */
    public void truncatedAtEveryByte(byte[] sample, boolean list) {
        for (int length = 0; length < sample.length; length++) {
            Decoded decoded = decode(Arrays.copyOf(sample, length));
            boolean onlySpaceIsMissing =
                    new String(sample, length, sample.length - length, StandardCharsets.UTF_8).isBlank();
            if (!onlySpaceIsMissing) {
                assertFalse(decoded.rejected().isEmpty(), "cut at " + length);
                assertTrue(list || decoded.records().isEmpty());
            }
        }
    }

    /** Any one byte replaced by others. */
    public void everyByteReplaced(byte[] sample) {
        for (byte other : new byte[] {0, '"', '{', '}', '[', ']', ',', '\\', (byte) 0xC0, (byte) 0xFF, '9'}) {
            for (int i = 0; i < sample.length; i++) {
                byte[] body = sample.clone();
                body[i] = other;
                decode(body);
            }
        }
    }

    public void notAcceptedAtAll(Object text) {
        assertNothing(utf8(text));
    }

    public void assertNothing(byte[] body) {
        Decoded decoded = decode(body);
        assertTrue(decoded.records().isEmpty());
    }

    private void mutate(JsonNode sample, String pointer, @Nullable JsonNode value) {
        JsonNode copy = sample.deepCopy();
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, slash));
        String name = pointer.substring(slash + 1);
        Consumer<JsonNode> replace = v -> {
            if (parent instanceof ObjectNode o) {
                o.set(name, v);
            } else {
                ((ArrayNode) parent).set(Integer.parseInt(name), v);
            }
        };
        if (value != null) {
            replace.accept(value);
        } else if (parent instanceof ObjectNode o) {
            o.remove(name);
        } else {
            ((ArrayNode) parent).remove(Integer.parseInt(name));
        }
        decode(utf8(copy));
    }

    private static void collect(JsonNode node, String pointer, List<String> places) {
        if (!pointer.isEmpty()) {
            places.add(pointer);
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(e -> collect(e.getValue(), pointer + "/" + e.getKey(), places));
        } else {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), pointer + "/" + i, places);
            }
        }
    }

    private static void collectObjects(JsonNode node, String pointer, List<String> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(pointer);
            object.properties().forEach(e -> collectObjects(e.getValue(), pointer + "/" + e.getKey(), objects));
        } else {
            for (int i = 0; i < node.size(); i++) {
                collectObjects(node.get(i), pointer + "/" + i, objects);
            }
        }
    }
}
