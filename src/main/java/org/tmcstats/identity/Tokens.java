package org.tmcstats.identity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    private static final Pattern BETWEEN = Pattern.compile("[<>;,=\\s\"'(){}]+");
    /** Characters of {@link #WORD} that {@link #INNER} has not. */
    private static final String NOT_INNER = "/[]=";

    private static final String MARGIN = ".:/=@-";
    /** A body of 16 MiB can hold millions of words: memory is not to grow with it. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Found found;
    /** Told lately: bodies repeat themselves. */
    private final Set<String> told = new HashSet<>();
    /** Words lately looked into, by depth. */
    private final List<Set<String>> expanded = Stream.generate(() -> (Set<String>) new HashSet<String>())
            .limit(DEEPEST + 1)
            .toList();

    private Tokens(Found found) {
        this.found = found;
    }

    /** Is told each token once or a few times. */
    interface Found {
        /**
         * A token.
         *
         * @param alone whether it stands alone: nothing says that it is a part of something else. Else it is a word within a
         *     longer text
         */
        void token(String token, boolean alone);
    }

    static void of(String text, Found found) {
        new Tokens(found).read(text, 0, true);
    }

    static void of(byte[] bytes, Found found) {
        new Tokens(found).readBytes(bytes, 0, true);
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
            tell(text.strip(), true);
            tell(plain.strip(), true);
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

    /** The words of a string without escapes are words of the text around it, which are told already. */
    private void string(String string, int depth) {
        if (string.indexOf('\\') >= 0) {
            read(unescaped(string), depth, true);
            return;
        }
        String bare = string.strip();
        tell(bare, true);
        if (depth < DEEPEST
                && bare.length() >= SHORTEST_ENCODED
                && WORD.matcher(bare).matches()) {
            decoded(bare, depth, true);
        }
    }

    private void words(String plain, int depth, boolean alone) {
        for (Matcher word = WORD.matcher(plain); word.find(); ) {
            String found = word.group();
            boolean whole = alone && found.length() == plain.length();
            if (whole || isNew(expanded.get(depth), found)) {
                tell(found, false);
                trimmed(found);
                if (hasAny(found, NOT_INNER)) {
                    for (Matcher inner = INNER.matcher(found); inner.find(); ) {
                        tell(inner.group(), false);
                        trimmed(inner.group());
                    }
                }
                if (depth < DEEPEST) {
                    decoded(found, depth, whole);
                }
            }
        }
        for (Matcher number = NUMBER.matcher(plain); number.find(); ) {
            tell(number.group(), false);
        }
        int from = 0;
        for (Matcher between = BETWEEN.matcher(plain); between.find(); from = between.end()) {
            tell(plain.substring(from, between.start()), false);
        }
        tell(plain.substring(from), false);
    }

    private void trimmed(String word) {
        int from = 0;
        int to = word.length();
        while (from < to && MARGIN.indexOf(word.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && MARGIN.indexOf(word.charAt(to - 1)) >= 0) {
            to--;
        }
        tell(word.substring(from, to), false);
        int port = word.lastIndexOf(':');
        if (port > 0) {
            tell(word.substring(0, port), false);
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
        if (word.length() < SHORTEST_ENCODED) {
            return;
        }
        String[] parts = hasAny(word, ".:") ? word.split("[.:]") : new String[] {word};
        for (String part : parts) {
            if (HEX.matcher(part).matches()) {
                printable(HexFormat.of().parseHex(part), depth, alone && parts.length == 1);
            }
            if (BASE64.matcher(part).matches()) {
                base64(part, depth, alone && parts.length == 1);
            }
        }
    }

    private void base64(String part, int depth, boolean alone) {
        int end = part.indexOf('=');
        String bare = end < 0 ? part : part.substring(0, end);
        if (bare.length() % 4 == 1) {
            return; // no encoding has such a length (RFC 4648)
        }
        try {
            printable(Base64.getDecoder().decode(bare.replace('-', '+').replace('_', '/')), depth, alone);
        } catch (IllegalArgumentException e) {
            // not Base64
        }
    }

    private static boolean hasAny(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
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

    private void tell(String token, boolean alone) {
        if (token.length() > 1 && token.length() <= LONGEST_WORD && isNew(told, alone ? '\0' + token : token)) {
            found.token(token, alone);
        }
    }

    private static boolean isNew(Set<String> lately, String token) {
        if (token.length() > LONGEST_WORD) {
            return true;
        }
        if (lately.size() >= MOST_REMEMBERED) {
            lately.clear();
        }
        return lately.add(token);
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
