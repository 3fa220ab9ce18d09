package org.tmcstats.identity;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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

    /** Whether a value, in any spelling, is one of them; by the kinds given only. */
    public Optional<Hash> find(String value, PersonKind... by) {
        return Arrays.stream(by)
                .filter(kinds::contains)
                .flatMap(kind -> persons.person(kind, value).stream())
                .map(person -> hash(persons, person))
                .filter(hashes::contains)
                .findFirst();
    }

    /** Whether a text names one of them, however encoded. */
    public Optional<Hash> findIn(String text) {
        return findIn(text, kinds);
    }

    /** Whether a text names one of them by an identifier of these kinds, however encoded. */
    public Optional<Hash> findIn(String text, Set<PersonKind> by) {
        return isAnyKnown(by) ? first(Tokens.of(text), by) : Optional.empty();
    }

    /** Whether bytes name one of them, however encoded. */
    public Optional<Hash> findIn(byte[] bytes) {
        return findIn(bytes, kinds);
    }

    /** Whether bytes name one of them by an identifier of these kinds, however encoded. */
    public Optional<Hash> findIn(byte[] bytes, Set<PersonKind> by) {
        return isAnyKnown(by) ? first(Tokens.of(bytes), by) : Optional.empty();
    }

    private boolean isAnyKnown(Set<PersonKind> by) {
        return by.stream().anyMatch(kinds::contains);
    }

    /** Kinds in their order: an agent or a customer says more than an address that many can share. */
    private Optional<Hash> first(Set<String> tokens, Set<PersonKind> by) {
        return kinds.stream()
                .filter(by::contains)
                .flatMap(kind -> tokens.stream().flatMap(token -> find(token, kind).stream()))
                .findFirst();
    }
}
