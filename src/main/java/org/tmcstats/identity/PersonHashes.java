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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

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
        return isAnyKnown(by) ? hits(by, found -> Tokens.of(text, found)) : List.of();
    }

    /** Those whom bytes name, however encoded. */
    public List<Hit> findIn(byte[] bytes) {
        return findIn(bytes, kinds);
    }

    /** Those whom bytes name by an identifier of these kinds, however encoded. */
    public List<Hit> findIn(byte[] bytes, Set<PersonKind> by) {
        return isAnyKnown(by) ? hits(by, found -> Tokens.of(bytes, found)) : List.of();
    }

    /** Whether any word of a text could be one of them, also such as mean something else in most texts. */
    public boolean mayBeNamedIn(String text) {
        AtomicBoolean named = new AtomicBoolean();
        Tokens.of(text, (token, alone) -> {
            if (!named.get()
                    && kinds.stream().anyMatch(kind -> known(token, kind).isPresent())) {
                named.set(true);
            }
        });
        return named.get();
    }

    private boolean isAnyKnown(Set<PersonKind> by) {
        return by.stream().anyMatch(kinds::contains);
    }

    private List<Hit> hits(Set<PersonKind> by, Consumer<Tokens.Found> text) {
        Map<Hash, Hit> hits = new LinkedHashMap<>();
        text.accept((token, alone) -> {
            for (PersonKind kind : kinds) {
                if (by.contains(kind) && (alone || kind.isToldWithinText(token))) {
                    known(token, kind)
                            .ifPresent(hash -> hits.merge(
                                    hash, new Hit(hash, alone), (before, now) -> before.alone() ? before : now));
                }
            }
        });
        return List.copyOf(hits.values());
    }

    private Optional<Hash> known(String value, PersonKind kind) {
        return persons.person(kind, value).map(person -> hash(persons, person)).filter(hashes::contains);
    }
}
