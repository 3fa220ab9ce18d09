package org.tmcstats.identity;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Persons known by keyed hashes alone: recognises them in values and texts, and tells nobody who they are. */
public final class PersonHashes {
    private final Persons persons;
    private final Set<Hash> hashes;
    private final Set<PersonKind> kinds = EnumSet.noneOf(PersonKind.class);

    /**
     * A keyed hash.
     *
     * @param kind what it identifies by
     * @param hash HMAC-SHA256 of kind and normal form, see {@link Persons#hmac}
     */
    public record Hash(PersonKind kind, ByteBuffer hash) {
        public Hash(PersonKind kind, byte[] hash) {
            this(kind, ByteBuffer.wrap(hash.clone()).asReadOnlyBuffer());
        }

        /** The 32 bytes. */
        public byte[] bytes() {
            byte[] bytes = new byte[hash.remaining()];
            hash.duplicate().get(bytes);
            return bytes;
        }
    }

    public PersonHashes(Persons persons, Collection<Hash> hashes) {
        this.persons = persons;
        this.hashes = new HashSet<>(hashes);
        hashes.forEach(h -> kinds.add(h.kind()));
    }

    /** The keyed hash of a person. */
    public static Hash hash(Persons persons, Person person) {
        return new Hash(person.kind(), persons.hmac(person));
    }

    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    /**
     * A place where one of them is named.
     *
     * @param hash whom
     * @param alone whether the identifier is the whole value, text or string of JSON, not a word within a longer text
     */
    public record Hit(Hash hash, boolean alone) {}

    /** Those who a value, in any spelling, is; by the kinds given only. */
    public List<Hash> find(String value, PersonKind... by) {
        return Arrays.stream(by)
                .filter(kinds::contains)
                .flatMap(kind -> known(value, kind).stream())
                .toList();
    }

    /** Those whom a text names, however encoded. */
    public List<Hit> findIn(String text) {
        return findIn(text, kinds);
    }

    /** Those whom a text names by an identifier of these kinds, however encoded. */
    public List<Hit> findIn(String text, Set<PersonKind> by) {
        return isAnyKnown(by) ? hits(Tokens.of(text), by) : List.of();
    }

    /** Those whom bytes name, however encoded. */
    public List<Hit> findIn(byte[] bytes) {
        return findIn(bytes, kinds);
    }

    /** Those whom bytes name by an identifier of these kinds, however encoded. */
    public List<Hit> findIn(byte[] bytes, Set<PersonKind> by) {
        return isAnyKnown(by) ? hits(Tokens.of(bytes), by) : List.of();
    }

    /** Whether any word of a text could be one of them, also such as mean something else in most texts. */
    public boolean mayBeNamedIn(String text) {
        Tokens tokens = Tokens.of(text);
        return kinds.stream()
                .anyMatch(kind -> Stream.concat(tokens.wholes().stream(), tokens.words().stream())
                        .anyMatch(token -> known(token, kind).isPresent()));
    }

    private boolean isAnyKnown(Set<PersonKind> by) {
        return by.stream().anyMatch(kinds::contains);
    }

    private List<Hit> hits(Tokens tokens, Set<PersonKind> by) {
        Map<Hash, Hit> hits = new LinkedHashMap<>();
        for (PersonKind kind : kinds) {
            if (by.contains(kind)) {
                tokens.wholes().forEach(t -> known(t, kind).ifPresent(h -> hits.put(h, new Hit(h, true))));
                tokens.words().stream()
                        .filter(kind::isToldWithinText)
                        .forEach(t -> known(t, kind).ifPresent(h -> hits.putIfAbsent(h, new Hit(h, false))));
            }
        }
        return List.copyOf(hits.values());
    }

    private Optional<Hash> known(String value, PersonKind kind) {
        return persons.person(kind, value).map(person -> hash(persons, person)).filter(hashes::contains);
    }
}
