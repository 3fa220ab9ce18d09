package org.tmcstats.retention.hold;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumn.Form;
import org.tmcstats.identity.PersonalColumn.Identifies;
import org.tmcstats.identity.Persons;

/** Recognises persons of whom only the keyed hash is known: each identifier that a column may hold is hashed and compared. */
final class Recognition {
    /** What stands between the words of JSON, SDP and SIP. */
    private static final Pattern WORD =
            Pattern.compile("[^\\s\"'<>,;=\\\\/(){}\\[\\]]+(?:/[^\\s\"'<>,;=\\\\/(){}\\[\\]]+)?");

    /** A text of JSON, which may hold spaces. */
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"");

    private static final int MOST_REMEMBERED = 100_000;

    private final Persons persons;
    private final Map<PersonKind, Set<String>> hashes = new HashMap<>();
    private final Map<Person, Boolean> known = new HashMap<>();

    Recognition(Persons persons, Collection<Hold> holds) {
        this.persons = persons;
        for (Hold hold : holds) {
            if (hold.personKind() != null && hold.personHash() != null) {
                hashes.computeIfAbsent(PersonKind.of(hold.personKind()).orElseThrow(), k -> new HashSet<>())
                        .add(HexFormat.of().formatHex(hold.personHash()));
            }
        }
    }

    /** Whether a column can hold any of them. */
    boolean concerns(PersonalColumn column) {
        return column.identifies().stream().anyMatch(i -> hashes.containsKey(i.kind()));
    }

    /** Whether there is nobody to recognise. */
    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Whether a value of a column is or names one of them. */
    boolean recognises(PersonalColumn column, byte[] value, Map<String, @Nullable String> row) {
        String text = new String(value, StandardCharsets.UTF_8);
        for (Identifies way : column.identifies()) {
            if (hashes.containsKey(way.kind())
                    && (way.whenColumn() == null
                            || String.valueOf(way.whenValue()).equals(row.get(way.whenColumn())))
                    && (way.form() == Form.TEXT ? isIn(way.kind(), text) : is(way.kind(), text))) {
                return true;
            }
        }
        return false;
    }

    private boolean isIn(PersonKind kind, String text) {
        if (is(kind, text)) {
            return true;
        }
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            if (is(kind, quoted.group(1))) {
                return true;
            }
        }
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group();
            if (is(kind, word)
                    || word.indexOf('/') > 0 && Arrays.stream(word.split("/")).anyMatch(w -> is(kind, w))) {
                return true;
            }
        }
        return false;
    }

    private boolean is(PersonKind kind, String value) {
        Optional<Person> person = persons.person(kind, value);
        if (person.isEmpty()) {
            return false;
        }
        if (known.size() > MOST_REMEMBERED) {
            known.clear();
        }
        return known.computeIfAbsent(
                person.get(),
                p -> hashes.getOrDefault(kind, Set.of()).contains(HexFormat.of().formatHex(persons.hmac(p))));
    }
}
