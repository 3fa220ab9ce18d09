package org.tmcstats.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tmcstats.keys.Keys;

/** Persons known by keyed hashes alone: recognises them in values and texts, and tells nobody who they are. */
public final class PersonHashes {
    private static final String PURPOSE = "person";

    private final Persons persons;
    private final Keys keys;
    private final Set<Hash> hashes;
    private final Set<PersonKind> kinds = EnumSet.noneOf(PersonKind.class);

    /**
     * A keyed hash.
     *
     * @param kind what it identifies by
     * @param hash HMAC-SHA256 of kind and normal form, see {@link #hash}
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

    public PersonHashes(Persons persons, Keys keys, Collection<Hash> hashes) {
        this.persons = persons;
        this.keys = keys;
        this.hashes = new HashSet<>(hashes);
        hashes.forEach(h -> kinds.add(h.kind()));
    }

    /** The keyed hash by which a person is known where the clear form must not be kept. */
    public static Hash hash(Keys keys, Person person) {
        return new Hash(
                person.kind(),
                keys.hmac(
                        PURPOSE,
                        person.kind().word().getBytes(StandardCharsets.UTF_8),
                        person.value().getBytes(StandardCharsets.UTF_8)));
    }

    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Whether a value, in any spelling, is one of them; by the kinds given only. */
    public Optional<Hash> find(String value, PersonKind... by) {
        return Arrays.stream(by)
                .filter(kinds::contains)
                .flatMap(kind -> persons.person(kind, value).stream())
                .map(person -> hash(keys, person))
                .filter(hashes::contains)
                .findFirst();
    }

    /** Whether a text names one of them, however encoded. */
    public Optional<Hash> findIn(String text) {
        return kinds.isEmpty() ? Optional.empty() : first(Tokens.of(text));
    }

    /** Whether bytes name one of them, however encoded. */
    public Optional<Hash> findIn(byte[] bytes) {
        return kinds.isEmpty() ? Optional.empty() : first(Tokens.of(bytes));
    }

    private Optional<Hash> first(Set<String> tokens) {
        PersonKind[] by = kinds.toArray(PersonKind[]::new);
        return tokens.stream().flatMap(token -> find(token, by).stream()).findFirst();
    }
}
