package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonHashes;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.Persons;
import org.tmcstats.keys.Keys;
import org.tmcstats.keys.Sealing;
import tools.jackson.databind.json.JsonMapper;

/** Clear values of requests, sealed; and the keyed hashes that stay. */
@ApplicationScoped
class Vault {
    private static final String PURPOSE = "privacy-request";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Sealing sealing;
    private final Keys keys;
    private final Persons persons;

    @Inject
    Vault(Sealing sealing, Keys keys, Persons persons) {
        this.sealing = sealing;
        this.keys = keys;
        this.persons = persons;
    }

    byte[] seal(UUID request, Clear clear) {
        return sealing.seal(PURPOSE, request.toString(), JSON.writeValueAsBytes(clear));
    }

    Clear open(UUID request, byte[] sealed) {
        return JSON.readValue(
                new String(sealing.open(PURPOSE, request.toString(), sealed), StandardCharsets.UTF_8), Clear.class);
    }

    Hash hash(Person person) {
        return PersonHashes.hash(persons, person);
    }

    /** Keyed hash of a text that is no person's, such as a header. */
    byte[] hash(String purpose, String text) {
        return keys.hmac(purpose, text);
    }

    /** Normal forms; what is none of its kind is left out. */
    List<Person> persons(List<Clear.Named> identities) {
        return identities.stream()
                .flatMap(i -> PersonKind.of(i.kind()).stream().flatMap(k -> persons.person(k, i.value()).stream()))
                .toList();
    }

    /** Hashes of the identities of a request. */
    static List<Hash> hashes(Handle h, UUID request) {
        return h.createQuery("SELECT kind, hash FROM privacy.request_identity WHERE request_id = :id")
                .bind("id", request)
                .map((rs, context) -> new Hash(PersonKind.of(rs.getString(1)).orElseThrow(), rs.getBytes(2)))
                .list();
    }

    /** The person of a request by the hashes alone, as of one that is completed. */
    Who who(Handle h, UUID request) {
        return new Who(request, List.of(), hashes(h, request), null, this);
    }

    PersonHashes recogniser(List<Hash> hashes) {
        return new PersonHashes(persons, hashes);
    }
}
