package org.tmcstats.identity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * What in a text could be an identifier: strings of JSON as a whole, and words of any text, also behind an encoding
 * (JSON escapes, URL, Base64, hexadecimal, UTF-16), one within another up to a depth.
 */
final class Tokens {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEEPEST = 3;
    private static final int SHORTEST_ENCODED = 6;
    private static final int LONGEST_WORD = 1024;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}+@._:%\\-/\\[\\]*#~$!=]{2,}");
    private static final Pattern INNER = Pattern.compile("[\\p{L}\\p{N}+@._:%\\-*#~$!]{2,}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{" + SHORTEST_ENCODED + ",}={0,2}");
    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2}){" + SHORTEST_ENCODED / 2 + ",}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9A-Fa-f]{4})");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9 ().\\-/]{3,28}[0-9]");

    private final Set<String> found = new LinkedHashSet<>();

    private Tokens() {}

    static Set<String> of(String text) {
        Tokens tokens = new Tokens();
        tokens.read(text, 0);
        return tokens.found;
    }

    static Set<String> of(byte[] bytes) {
        Tokens tokens = new Tokens();
        tokens.readBytes(bytes, 0);
        return tokens.found;
    }

    private void readBytes(byte[] bytes, int depth) {
        read(new String(bytes, StandardCharsets.UTF_8), depth);
        if (isMostlyZeroes(bytes)) {
            read(new String(bytes, StandardCharsets.UTF_16LE), depth);
            read(new String(bytes, StandardCharsets.UTF_16BE), depth);
        }
    }

    private void read(String text, int depth) {
        words(text, depth);
        if (text.indexOf('"') >= 0) {
            strings(text, depth);
        }
    }

    /** As far as it is JSON: what comes before a fault counts. */
    private void strings(String text, int depth) {
        try (JsonParser parser = JSON.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
                    String value = parser.getString();
                    add(value);
                    words(value, depth);
                }
            }
        } catch (JacksonException e) {
            // The words of the whole text are taken all the same.
        }
    }

    private void words(String text, int depth) {
        String plain = unescaped(text);
        for (Matcher word = WORD.matcher(plain); word.find(); ) {
            String found = word.group();
            add(found);
            trimmed(found);
            for (Matcher inner = INNER.matcher(found); inner.find(); ) {
                add(inner.group());
                trimmed(inner.group());
            }
            if (depth < DEEPEST) {
                decoded(found, depth);
            }
        }
        for (Matcher number = NUMBER.matcher(plain); number.find(); ) {
            add(number.group());
        }
        for (String part : plain.split("[<>;,=\\s\"'(){}]+")) {
            add(part);
        }
    }

    private void trimmed(String word) {
        add(word.replaceAll("^[.:/=@\\-]+|[.:/=@\\-]+$", ""));
        int port = word.lastIndexOf(':');
        if (port > 0) {
            add(word.substring(0, port));
        }
    }

    private void decoded(String word, int depth) {
        if (word.indexOf('%') >= 0) {
            try {
                read(URLDecoder.decode(word, StandardCharsets.UTF_8), depth + 1);
            } catch (IllegalArgumentException e) {
                // not URL-encoded
            }
        }
        for (String part : word.split("[.:]")) {
            if (HEX.matcher(part).matches()) {
                printable(HexFormat.of().parseHex(part), depth);
            }
            if (BASE64.matcher(part).matches()) {
                try {
                    String standard = part.replace('-', '+').replace('_', '/').replaceAll("=+$", "");
                    printable(Base64.getDecoder().decode(standard), depth);
                } catch (IllegalArgumentException e) {
                    // not Base64
                }
            }
        }
    }

    /** What merely looks encoded decodes to noise. */
    private void printable(byte[] bytes, int depth) {
        int control = 0;
        for (byte b : bytes) {
            control += b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != 0 ? 1 : 0;
        }
        if (control == 0) {
            readBytes(bytes, depth + 1);
        }
    }

    private void add(String word) {
        if (word.length() > 1 && word.length() <= LONGEST_WORD) {
            found.add(word);
        }
    }

    private static String unescaped(String text) {
        return text.indexOf('\\') < 0
                ? text
                : ESCAPE.matcher(text)
                        .replaceAll(
                                m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))))
                        .replace("\\/", "/")
                        .replace("\\r", "\r")
                        .replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\\"", "\"");
    }

    private static boolean isMostlyZeroes(byte[] bytes) {
        int zeroes = 0;
        for (byte b : bytes) {
            zeroes += b == 0 ? 1 : 0;
        }
        return zeroes > bytes.length / 4;
    }
}
