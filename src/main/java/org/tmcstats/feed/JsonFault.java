package org.tmcstats.feed;

/** An element that cannot be read. The message holds a JSON pointer (RFC 6901) and what is expected, never a value. */
public final class JsonFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** Begins the message of elements that are not JSON at all. */
    private static final String NOT_JSON = "not valid JSON: ";

    private final boolean notJson;

    private JsonFault(String message, boolean notJson) {
        // Thrown once a bad element, under load too: a stack trace would cost more than the decoding.
        super(message, null, false, false);
        this.notJson = notJson;
    }

    /** A field that is not what it should be. */
    public static JsonFault at(String pointer, String detail) {
        return new JsonFault(pointer.isEmpty() ? "the element " + detail : pointer + " " + detail, false);
    }

    static JsonFault notJson(String detail) {
        return new JsonFault(NOT_JSON + detail, true);
    }

    boolean isNotJson() {
        return notJson;
    }

    static boolean saysNotJson(String reason) {
        return reason.startsWith(NOT_JSON);
    }
}
