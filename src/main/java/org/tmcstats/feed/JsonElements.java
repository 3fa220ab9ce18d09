package org.tmcstats.feed;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a body into the elements of its list without reading them, so that each stands or falls alone: a single value is
 * one element. What stands outside of elements (an unclosed list, something behind it) is one more element, with a fault.
 */
public final class JsonElements {
    private final byte[] body;
    private final List<Element> elements = new ArrayList<>(1);

    /**
     * One element.
     *
     * @param offset first byte in the body
     * @param length bytes
     * @param fault why it cannot be read; empty when nothing is known against it
     */
    record Element(int offset, int length, String fault) {}

    /** Elements of one body: a list of millions of ones would take the memory of all other messages. */
    private static final int MOST = 10_000;

    private JsonElements(byte[] body) {
        this.body = body;
    }

    /**
     * Cuts a body.
     *
     * @param trailingComma whether a comma may stand before the end of the list
     */
    public static JsonElements of(byte[] body, boolean trailingComma) {
        JsonElements result = new JsonElements(body);
        String fault = encodingFault(body);
        if (fault.isEmpty()) {
            result.cut(trailingComma);
        } else {
            result.add(0, body.length, fault);
        }
        return result;
    }

    /** Elements of a body, at least 1, as {@link #of} would find them. */
    public static int count(byte[] body) {
        int start = skipSpace(body, 0);
        return start < body.length && body[start] == '[' ? of(body, true).size() : 1;
    }

    public int size() {
        return elements.size();
    }

    Element get(int index) {
        return elements.get(index);
    }

    byte[] body() {
        return body;
    }

    /** The bytes of one element as sent. */
    byte[] bytes(int index) {
        Element e = elements.get(index);
        return e.length == body.length ? body : Arrays.copyOfRange(body, e.offset, e.offset + e.length);
    }

    private void cut(boolean trailingComma) {
        int start = skipSpace(body, startOfText());
        int end = trimSpace(start, body.length);
        if (start == end) {
            add(0, body.length, "empty");
        } else if (body[start] != '[') {
            add(start, end - start, "");
        } else {
            cutList(start, end, trailingComma);
        }
    }

    private void cutList(int start, int end, boolean trailingComma) {
        int depth = 0;
        int from = start + 1;
        for (int i = start; i < end; i++) {
            switch (body[i]) {
                case '"' -> i = endOfString(i, end);
                case '[', '{' -> depth++;
                case ',' -> {
                    if (depth == 1) {
                        addTrimmed(from, i);
                        from = i + 1;
                        if (elements.size() == MOST) {
                            add(from, end - from, "the list has more than " + MOST + " elements; this is the rest");
                            return;
                        }
                    }
                }
                case ']', '}' -> {
                    if (--depth == 0) {
                        closeList(from, i, trailingComma);
                        if (i + 1 < end) {
                            add(i + 1, end - i - 1, "something stands behind the list");
                        }
                        return;
                    }
                }
                default -> {}
            }
        }
        // The last element may be whole; that the list ends early is told apart from it.
        if (skipSpace(body, from) < end) {
            addTrimmed(from, end);
        }
        add(end, 0, "the list is not closed");
    }

    private void closeList(int from, int close, boolean trailingComma) {
        int first = skipSpace(body, from);
        if (first < close) {
            addTrimmed(from, close);
        } else if (elements.isEmpty()) {
            add(from - 1, close - from + 2, "the list is empty");
        } else if (!trailingComma) {
            add(from, close - from, "a comma stands before the end of the list");
        }
        if (body[close] == '}') {
            add(close, 1, "the list is closed by a brace");
        }
    }

    private int endOfString(int quote, int end) {
        int i = quote + 1;
        while (i < end && body[i] != '"') {
            i += body[i] == '\\' ? 2 : 1;
        }
        return i;
    }

    private void addTrimmed(int from, int to) {
        int start = Math.min(skipSpace(body, from), to);
        int end = trimSpace(start, to);
        add(start, end - start, start == end ? "empty" : "");
    }

    private void add(int offset, int length, String fault) {
        elements.add(new Element(offset, length, fault));
    }

    private int startOfText() {
        // A byte order mark is not JSON (RFC 8259 8.1), but a parser may ignore it.
        boolean mark = body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        return mark ? 3 : 0;
    }

    private static int skipSpace(byte[] body, int from) {
        int i = from;
        while (i < body.length && isSpace(body[i])) {
            i++;
        }
        return i;
    }

    private int trimSpace(int from, int to) {
        int i = to;
        while (i > from && isSpace(body[i - 1])) {
            i--;
        }
        return i;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static String encodingFault(byte[] body) {
        boolean plain = true;
        for (byte b : body) {
            if (b <= 0) {
                if (b == 0) {
                    return "a zero byte";
                }
                plain = false;
            }
        }
        if (!plain) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            } catch (CharacterCodingException e) {
                return "not UTF-8";
            }
        }
        return "";
    }
}
