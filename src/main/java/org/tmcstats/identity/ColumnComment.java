package org.tmcstats.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tmcstats.identity.PersonalColumn.Form;
import org.tmcstats.identity.PersonalColumn.Identifies;
import org.tmcstats.identity.PersonalColumn.Origin;

/** Reads a comment of the grammar that sql/schema/V009 gives. */
final class ColumnComment {
    private static final Set<String> PARTS = Set.of("purpose", "basis", "retention", "identifies", "source");
    private static final String NOT_PERSONAL = "not personal";
    private static final Pattern ITEM =
            Pattern.compile("([a-z-]+)(?: as ([a-z]+))?(?: where ([a-z_]+)=([A-Za-z0-9_-]+))?");

    private ColumnComment() {}

    /** Where a comment stands. */
    record Place(String schema, String table, String column, String type, Set<String> keys) {
        @Override
        public String toString() {
            return schema + '.' + table + '.' + column;
        }
    }

    /** Whether a comment says that the column holds nothing personal, and why. */
    static boolean isNotPersonal(String comment) {
        List<String> parts = parts(comment);
        return parts.size() == 2 && parts.get(1).matches(NOT_PERSONAL + ": .+");
    }

    /**
     * The entry; empty for a column without personal data.
     *
     * @throws IllegalStateException naming the column whose comment cannot be read
     */
    static Optional<PersonalColumn> read(Place at, String comment) {
        List<String> parts = parts(comment);
        if (parts.size() == 1 || isNotPersonal(comment)) {
            return Optional.empty();
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int colon = part.indexOf(':');
            String name = colon < 0 ? part : part.substring(0, colon);
            if (!PARTS.contains(name)
                    || part.substring(colon + 1).isBlank()
                    || named.put(name, part.substring(colon + 1).strip()) != null) {
                throw bad(at, "has an unknown, empty or doubled part");
            }
        }
        if (!named.keySet().containsAll(PARTS)) {
            throw bad(at, "needs the parts " + PARTS);
        }
        String[] source = part(named, "source").split(",\\s*", 2);
        return Optional.of(new PersonalColumn(
                at.schema(),
                at.table(),
                at.column(),
                at.type(),
                parts.get(0),
                part(named, "purpose"),
                part(named, "basis"),
                RetentionKind.of(part(named, "retention")).orElseThrow(() -> bad(at, "has an unknown retention")),
                identifies(at, part(named, "identifies")),
                word(Origin.class, source[0]).orElseThrow(() -> bad(at, "has an unknown origin")),
                source.length == 2 ? source[1] : "",
                at.keys()));
    }

    private static List<Identifies> identifies(Place at, String text) {
        List<Identifies> found = new ArrayList<>();
        if (text.equals("none")) {
            return found;
        }
        for (String item : text.split(",\\s*")) {
            Matcher m = ITEM.matcher(item);
            if (!m.matches()) {
                throw bad(at, "cannot be read at identifies");
            }
            Form form = m.group(2) == null
                    ? Form.VALUE
                    : word(Form.class, m.group(2)).orElseThrow(() -> bad(at, "has an unknown form"));
            List<PersonKind> kinds = m.group(1).equals("any")
                    ? List.of(PersonKind.values())
                    : List.of(PersonKind.of(m.group(1)).orElseThrow(() -> bad(at, "has an unknown kind")));
            kinds.forEach(kind -> found.add(new Identifies(kind, form, m.group(3), m.group(4))));
        }
        return found;
    }

    private static List<String> parts(String comment) {
        return Arrays.stream(comment.split("\\s\\|\\s", -1)).map(String::strip).toList();
    }

    private static String part(Map<String, String> named, String name) {
        return named.getOrDefault(name, "");
    }

    private static <E extends Enum<E>> Optional<E> word(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    private static IllegalStateException bad(Place at, String what) {
        return new IllegalStateException("the comment of column " + at + " " + what);
    }
}
