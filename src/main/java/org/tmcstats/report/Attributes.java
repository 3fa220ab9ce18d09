package org.tmcstats.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of one header line: bare ones first, then {@code key=value} or {@code key="some words"}. */
final class Attributes {
    private static final Pattern WORD = Pattern.compile("\\s*(?:(\\w+)=)?(?:\"([^\"]*)\"|([^\\s\"]+))(?=\\s|$)");

    private final String line;
    private final List<String> words;
    private final Map<String, String> values;

    private Attributes(String line, List<String> words, Map<String, String> values) {
        this.line = line;
        this.words = words;
        this.values = values;
    }

    static Attributes parse(String line, int bare, Set<String> known) {
        List<String> words = new java.util.ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        Matcher m = WORD.matcher(line);
        int end = 0;
        while (end < line.length()) {
            if (!m.find() || m.start() != end) {
                throw new CatalogueException(
                        "cannot be read from \"" + line.substring(end).strip() + "\" on");
            }
            end = m.end();
            String value = m.group(2) == null ? m.group(3) : m.group(2);
            if (m.group(1) == null) {
                words.add(value);
            } else if (!known.contains(m.group(1))) {
                throw new CatalogueException("has the unknown attribute " + m.group(1));
            } else if (values.put(m.group(1), value) != null) {
                throw new CatalogueException("has the attribute " + m.group(1) + " twice");
            }
        }
        if (words.size() != bare) {
            throw new CatalogueException("has " + words.size() + " words before its attributes instead of " + bare);
        }
        return new Attributes(line, words, values);
    }

    String word(int i) {
        return words.get(i);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    @Nullable
    String optional(String key) {
        return values.get(key);
    }

    String required(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new CatalogueException("lacks the attribute " + key);
        }
        return value;
    }

    List<String> list(String key) {
        String value = values.get(key);
        return value == null ? List.of() : List.of(value.split(",", -1));
    }

    double number(String key) {
        return decimal(key).doubleValue();
    }

    /** 1 / value, exactly: 1e-9 gives 1e9. */
    double inverse(String key) {
        BigDecimal value = decimal(key);
        if (value.signum() <= 0) {
            throw new CatalogueException("needs " + key + " above 0");
        }
        return BigDecimal.ONE.divide(value, MathContext.DECIMAL64).doubleValue();
    }

    private BigDecimal decimal(String key) {
        try {
            return new BigDecimal(required(key));
        } catch (NumberFormatException e) {
            throw new CatalogueException("has no number in " + key, e);
        }
    }

    @Override
    public String toString() {
        return line;
    }
}
