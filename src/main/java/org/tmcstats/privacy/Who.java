package org.tmcstats.privacy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonHashes;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.PersonHashes.Hit;
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
    private final Predicate<String> mayBeIn;
    private final @Nullable LocalDate until;

    /** @param until last day to look at; null for all */
    Who(UUID request, List<Person> clear, List<Hash> hashes, @Nullable LocalDate until, Vault vault) {
        this.until = until;
        this.request = request;
        this.clear = List.copyOf(clear);
        this.hashes = List.copyOf(hashes);
        this.recogniser = vault.recogniser(hashes);
        this.mayBeIn = Needles.mayBeIn(this.clear);
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
     * By which identifiers a value of a column names the person.
     *
     * @param value text, or bytes
     * @param condition whether the row meets a condition of the column's comment
     */
    List<Hit> in(PersonalColumn column, Object value, Predicate<Identifies> condition) {
        Set<PersonKind> inText = EnumSet.noneOf(PersonKind.class);
        List<Hit> hits = new ArrayList<>();
        for (Identifies way : column.identifies()) {
            if (condition.test(way)) {
                if (way.form() == Form.TEXT) {
                    inText.add(way.kind());
                } else if (value instanceof String text) {
                    recogniser.find(text, way.kind()).forEach(hash -> hits.add(new Hit(hash, true)));
                }
            }
        }
        if (!inText.isEmpty()) {
            hits.addAll(
                    value instanceof byte[] bytes
                            ? recogniser.findIn(bytes, inText)
                            : findIn(String.valueOf(value), inText));
        }
        return hits;
    }

    /** While the clear identifiers are known, most texts need not be taken apart into words. */
    private List<Hit> findIn(String text, Set<PersonKind> by) {
        List<Hit> quoted = new ArrayList<>();
        for (int i = 0; i < clear.size(); i++) {
            Person person = clear.get(i);
            if (by.contains(person.kind()) && text.contains('"' + person.value() + '"')) {
                quoted.add(new Hit(hashes.get(i), true));
            }
        }
        // An address alone does not make a call one's own: something else in the text may.
        if (quoted.stream().anyMatch(hit -> hit.hash().kind() != PersonKind.IP)) {
            return quoted;
        }
        return clear.isEmpty() || mayBeIn.test(text) ? recogniser.findIn(text, by) : List.of();
    }

    /** Whether a text is the person's identifier, and nothing else. */
    boolean is(String text) {
        return !recogniser.find(text, PersonKind.values()).isEmpty();
    }

    /** Whether any text names the person. */
    boolean isNamedIn(String text) {
        return !recogniser.findIn(text).isEmpty();
    }

    /** Whether a row that is found by this makes its call, or its box, the person's own: a word within a text does not. */
    static boolean makesOwn(Hit hit, String key) {
        PersonKind kind = hit.hash().kind();
        return hit.alone() && (key.equals("device_key") ? kind == PersonKind.DEVICE : OF_CALLS.contains(kind));
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
