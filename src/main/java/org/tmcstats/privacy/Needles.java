package org.tmcstats.privacy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumn.Form;

/**
 * A condition in SQL that every row naming a person meets, and most others do not: what is left is looked at closely. Where
 * no such condition can be given, as for addresses of IPv6 with their many spellings, every row is looked at.
 */
final class Needles {
    private static final int DIGITS = 6;
    private static final int LAST_DIGITS = 4;

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, String> bindings = new LinkedHashMap<>();

    private Needles() {}

    /** {@code true} when nothing can be ruled out. */
    static Needles of(List<PersonalColumn> columns, Who who) {
        Needles needles = new Needles();
        if (who.clear().isEmpty()) {
            needles.conditions.add("true");
            return needles;
        }
        for (PersonalColumn column : columns) {
            for (PersonalColumn.Identifies way : column.identifies()) {
                who.clear().stream()
                        .filter(p -> p.kind() == way.kind())
                        .forEach(p -> needles.add(column, way.form(), p));
            }
        }
        return needles;
    }

    String condition() {
        return conditions.isEmpty() ? "false" : "(" + String.join(" OR ", conditions) + ")";
    }

    Map<String, String> bindings() {
        return bindings;
    }

    private void add(PersonalColumn column, Form form, Person person) {
        String name = column.column();
        if (column.type().equals("bytea")) {
            conditions.add("true");
            return;
        }
        switch (person.kind()) {
            case PHONE -> {
                String digits = person.value().replaceAll("\\D", "");
                String last = digits.substring(Math.max(0, digits.length() - DIGITS));
                if (form == Form.TEXT) {
                    // Mostly the last digits stand together, which is found ten times as fast as any grouping.
                    contains(name, digits.substring(Math.max(0, digits.length() - LAST_DIGITS)));
                    conditions.add(name + " ~ :" + bind(grouped(last)));
                } else {
                    conditions.add(
                            "regexp_replace(" + name + ", '\\D', '', 'g') LIKE '%' || :" + bind(last) + " || '%'");
                }
            }
            case SIP_URI ->
                contains("lower(" + name + ")", person.value().split("@", 2)[0].toLowerCase(Locale.ROOT));
            case IP -> {
                if (person.value().contains(":")) {
                    conditions.add("strpos(" + name + ", ':') > 0");
                } else {
                    contains(name, person.value());
                }
            }
            default -> {
                if (form == Form.VALUE) {
                    conditions.add(name + " = :" + bind(person.value()));
                } else {
                    contains(name, person.value());
                }
            }
        }
        if (form == Form.TEXT) {
            spellings(person).forEach(s -> contains(name, s));
        }
    }

    private void contains(String expression, String needle) {
        conditions.add("strpos(" + expression + ", :" + bind(needle) + ") > 0");
    }

    private String bind(String value) {
        String name = "needle" + bindings.size();
        bindings.put(name, value);
        return name;
    }

    /** What the conditions of a text say, for one that was read. */
    static Predicate<String> mayBeIn(List<Person> clear) {
        return clear.stream().map(Needles::mayBeIn).reduce(text -> false, Predicate::or);
    }

    private static Predicate<String> mayBeIn(Person person) {
        String value = person.value();
        List<String> spellings = spellings(person);
        Predicate<String> plain = switch (person.kind()) {
            case PHONE -> {
                String digits = value.replaceAll("\\D", "");
                yield Pattern.compile(grouped(digits.substring(Math.max(0, digits.length() - LAST_DIGITS))))
                        .asPredicate();
            }
            case SIP_URI -> {
                String user = value.split("@", 2)[0];
                yield text -> text.toLowerCase(Locale.ROOT).contains(user);
            }
            case IP -> text -> text.contains(value.contains(":") ? ":" : value);
            default -> text -> text.contains(value);
        };
        return plain.or(text -> spellings.stream().anyMatch(text::contains));
    }

    /** Digits with whatever may stand between them, see {@link org.tmcstats.identity.Persons}; a slash may be escaped. */
    private static String grouped(String digits) {
        return String.join("[ ().\\\\/-]*", digits.split(""));
    }

    /** As texts hold it that were encoded before they were sent. */
    static List<String> spellings(Person person) {
        String value = person.value();
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        List<String> spellings = new ArrayList<>();
        StringBuilder escaped = new StringBuilder();
        value.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        spellings.add(escaped.toString());
        spellings.add(escaped.toString()
                .replace("\\u", "\\U")
                .toUpperCase(Locale.ROOT)
                .replace("\\U", "\\u"));
        String json = RequestRows.JSON.writeValueAsString(value);
        spellings.add(json.substring(1, json.length() - 1));
        spellings.add(value.replace("/", "\\/"));
        spellings.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        spellings.add(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
        spellings.add(HexFormat.of().formatHex(utf8));
        spellings.add(HexFormat.of().withUpperCase().formatHex(utf8));
        for (int shift = 0; shift < 3; shift++) {
            base64(utf8, shift).ifPresent(spellings::add);
        }
        if (person.kind() == PersonKind.PHONE && value.startsWith("+")) {
            byte[] bare = value.substring(1).getBytes(StandardCharsets.UTF_8);
            for (int shift = 0; shift < 3; shift++) {
                base64(bare, shift).ifPresent(spellings::add);
            }
        }
        return spellings.stream().filter(s -> !s.equals(value)).distinct().toList();
    }

    /** The characters that do not depend on what stands before and behind. */
    private static Optional<String> base64(byte[] bytes, int shift) {
        byte[] shifted = new byte[shift + bytes.length];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int to = shifted.length * 8 / 6;
        return to - from < 4 ? Optional.empty() : Optional.of(text.substring(from, to));
    }
}
