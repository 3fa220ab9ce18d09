package org.tmcstats.identity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What in a text could be an identifier: the text and strings of JSON in it as a whole, and words, also behind an encoding
 * (JSON escapes, URL, Base64, hexadecimal, UTF-16), one within another up to a depth.
 */
final class Tokens {
    private static final int DEEPEST = 3;
    private static final int SHORTEST_ENCODED = 6;
    private static final int LONGEST_WORD = 1024;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}+@._:%\\-/\\[\\]*#~$!=]{2,}");
    private static final Pattern INNER = Pattern.compile("[\\p{L}\\p{N}+@._:%\\-*#~$!]{2,}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{" + SHORTEST_ENCODED + ",}={0,2}");
    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2}){" + SHORTEST_ENCODED / 2 + ",}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9A-Fa-f]{4})|(.))", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9 ().\\-/]{3,28}[0-9]");

    private final Set<String> wholes = new LinkedHashSet<>();
    private final Set<String> words = new LinkedHashSet<>();

    private Tokens() {}

    static Tokens of(String text) {
        Tokens tokens = new Tokens();
        tokens.read(text, 0, true);
        return tokens;
    }

    static Tokens of(byte[] bytes) {
        Tokens tokens = new Tokens();
        tokens.readBytes(bytes, 0, true);
        return tokens;
    }

    /** Texts that stand alone: nothing says that they are a part of something else. */
    Set<String> wholes() {
        return wholes;
    }

    /** Words within longer texts, and most of what stands alone. */
    Set<String> words() {
        return words;
    }

    private void readBytes(byte[] bytes, int depth, boolean alone) {
        read(new String(bytes, StandardCharsets.UTF_8), depth, alone);
        if (isMostlyZeroes(bytes)) {
            read(new String(bytes, StandardCharsets.UTF_16LE), depth, alone);
            read(new String(bytes, StandardCharsets.UTF_16BE), depth, alone);
        }
    }

    /** @param alone whether nothing stands before the text or behind it */
    private void read(String text, int depth, boolean alone) {
        String plain = unescaped(text);
        if (alone) {
            add(wholes, text.strip());
            add(wholes, plain.strip());
        }
        words(plain, depth, alone);
        if (text.indexOf('"') >= 0) {
            strings(text, depth);
        }
    }

    /**
     * What stands between two quotes, within strings of JSON and without: a fault in the JSON hides none. Each is shorter than
     * the text, so that strings within strings come to an end.
     */
    private void strings(String text, int depth) {
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                string(text.substring(from, i), depth);
                from = i + 1;
            }
        }
        if (from > 0) {
            string(text.substring(from), depth);
        }
    }

    private void string(String escaped, int depth) {
        // Most of what stands between two strings is a comma or a colon.
        if (escaped.length() > 1) {
            read(unescaped(escaped), depth, true);
        }
    }

    private void words(String plain, int depth, boolean alone) {
        for (Matcher word = WORD.matcher(plain); word.find(); ) {
            String found = word.group();
            add(words, found);
            trimmed(found);
            for (Matcher inner = INNER.matcher(found); inner.find(); ) {
                add(words, inner.group());
                trimmed(inner.group());
            }
            if (depth < DEEPEST) {
                decoded(found, depth, alone && found.length() == plain.length());
            }
        }
        for (Matcher number = NUMBER.matcher(plain); number.find(); ) {
            add(words, number.group());
        }
        for (String part : plain.split("[<>;,=\\s\"'(){}]+")) {
            add(words, part);
        }
    }

    private void trimmed(String word) {
        add(words, word.replaceAll("^[.:/=@\\-]+|[.:/=@\\-]+$", ""));
        int port = word.lastIndexOf(':');
        if (port > 0) {
            add(words, word.substring(0, port));
        }
    }

    private void decoded(String word, int depth, boolean alone) {
        if (word.indexOf('%') >= 0) {
            try {
                read(URLDecoder.decode(word, StandardCharsets.UTF_8), depth + 1, alone);
            } catch (IllegalArgumentException e) {
                // not URL-encoded
            }
        }
        String[] parts = word.split("[.:]");
        for (String part : parts) {
            if (HEX.matcher(part).matches()) {
                printable(HexFormat.of().parseHex(part), depth, alone && parts.length == 1);
            }
            if (BASE64.matcher(part).matches()) {
                try {
                    String standard = part.replace('-', '+').replace('_', '/').replaceAll("=+$", "");
                    printable(Base64.getDecoder().decode(standard), depth, alone && parts.length == 1);
                } catch (IllegalArgumentException e) {
                    // not Base64
                }
            }
        }
    }

    /** What merely looks encoded decodes to noise. */
    private void printable(byte[] bytes, int depth, boolean alone) {
        int control = 0;
        for (byte b : bytes) {
            control += b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != 0 ? 1 : 0;
        }
        if (control == 0) {
            readBytes(bytes, depth + 1, alone);
        }
    }

    private static void add(Set<String> to, String word) {
        if (word.length() > 1 && word.length() <= LONGEST_WORD) {
            to.add(word);
        }
    }

    /** Without the escapes of JSON (RFC 8259, section 7), of which one level is taken. */
    private static String unescaped(String text) {
        return text.indexOf('\\') < 0
                ? text
                : ESCAPE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(meaning(m)));
    }

    private static String meaning(MatchResult escape) {
        if (escape.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
        }
        return switch (escape.group(2)) {
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            case "b" -> "\b";
            case "f" -> "\f";
            default -> escape.group(2);
        };
    }

    private static boolean isMostlyZeroes(byte[] bytes) {
        int zeroes = 0;
        for (byte b : bytes) {
            zeroes += b == 0 ? 1 : 0;
        }
        return zeroes > bytes.length / 4;
    }
}
