package org.tmcstats.privacy;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonHashes;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumn.Form;
import org.tmcstats.identity.PersonalColumn.Identifies;

/**
 * Whom a job works for: recognised by keyed hash. The clear identifiers, where there are any, only make the database look at
 * fewer rows.
 */
final class Who {
    /** Kinds by which a whole call is one's own; an address can be many people's. */
    private static final Set<PersonKind> OF_CALLS =
            Set.of(PersonKind.AGENT, PersonKind.CUSTOMER, PersonKind.PHONE, PersonKind.SIP_URI, PersonKind.SESSION);

    private final UUID request;
    private final List<Person> clear;
    private final List<Hash> hashes;
    private final PersonHashes recogniser;
    private final @Nullable LocalDate until;

    /** @param until last day to look at; null for all */
    Who(UUID request, List<Person> clear, List<Hash> hashes, @Nullable LocalDate until, Vault vault) {
        this.until = until;
        this.request = request;
        this.clear = List.copyOf(clear);
        this.hashes = List.copyOf(hashes);
        this.recogniser = vault.recogniser(hashes);
    }

    UUID request() {
        return request;
    }

    /** Empty when only the hashes are known, as after a restore. */
    List<Person> clear() {
        return clear;
    }

    List<Hash> hashes() {
        return hashes;
    }

    @Nullable
    LocalDate until() {
        return until;
    }

    /**
     * By which identifier a value of a column names the person.
     *
     * @param value text, or bytes
     * @param condition whether the row meets a condition of the column's comment
     */
    Optional<Hash> in(PersonalColumn column, Object value, Predicate<Identifies> condition) {
        Set<PersonKind> inText = EnumSet.noneOf(PersonKind.class);
        for (Identifies way : column.identifies()) {
            if (!condition.test(way)) {
                continue;
            }
            if (way.form() == Form.TEXT) {
                inText.add(way.kind());
            } else if (value instanceof String text) {
                Optional<Hash> found = recogniser.find(text, way.kind());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (!inText.isEmpty()) {
            return value instanceof byte[] bytes
                    ? recogniser.findIn(bytes, inText)
                    : findIn(String.valueOf(value), inText);
        }
        return Optional.empty();
    }

    /** While the clear identifiers are known, most texts need not be taken apart into words. */
    private Optional<Hash> findIn(String text, Set<PersonKind> by) {
        for (int i = 0; i < clear.size(); i++) {
            Person person = clear.get(i);
            if (by.contains(person.kind()) && isWordIn(text, person.value())) {
                return Optional.of(hashes.get(i));
            }
        }
        return clear.isEmpty() || Needles.mayBeIn(text, clear) ? recogniser.findIn(text, by) : Optional.empty();
    }

    private static boolean isWordIn(String text, String value) {
        int at = text.indexOf(value);
        return at >= 0
                && (at == 0 || isBetweenWords(text.charAt(at - 1)))
                && (at + value.length() == text.length() || isBetweenWords(text.charAt(at + value.length())));
    }

    private static boolean isBetweenWords(char c) {
        return c == '"' || c == ' ' || c == '<' || c == '>' || c == ',' || c == ';';
    }

    /** Whether a text is the person's identifier, and nothing else. */
    boolean is(String text) {
        return recogniser.find(text, PersonKind.values()).isPresent();
    }

    /** Whether any text names the person. */
    boolean isNamedIn(String text) {
        return recogniser.findIn(text).isPresent();
    }

    /** Whether a row that is found by this kind makes its call, or its box, the person's own. */
    static boolean makesOwn(PersonKind kind, String key) {
        return key.equals("device_key") ? kind == PersonKind.DEVICE : OF_CALLS.contains(kind);
    }

    /** A column whose every value is exactly one identifier of a party: other values are other people. */
    static boolean isPartyColumn(PersonalColumn column) {
        return column.identifies().stream()
                .anyMatch(i -> i.form() == Form.VALUE
                        && i.kind() != PersonKind.SESSION
                        && i.kind() != PersonKind.IP
                        && i.kind() != PersonKind.DEVICE);
    }
}
