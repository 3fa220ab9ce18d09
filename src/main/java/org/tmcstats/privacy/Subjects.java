package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import tools.jackson.core.type.TypeReference;

/** Whom a job works for, and in which tables it looks. */
@ApplicationScoped
class Subjects {
    private static final TypeReference<List<Map<String, String>>> IDENTITIES = new TypeReference<>() {};

    private final Database database;
    private final Vault vault;
    private final Requests requests;
    private final PersonalColumns catalogue;

    @Inject
    Subjects(Database database, Vault vault, Requests requests, PersonalColumns catalogue) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.vault = vault;
        this.requests = requests;
        this.catalogue = catalogue;
    }

    /**
     * The person of a request; of an erasure that only the ledger knows, by its hashes.
     *
     * @throws ProblemException not-found
     */
    Who of(UUID request) {
        Optional<Clear> clear = requests.clear(request);
        if (clear.isPresent()) {
            List<Person> persons = vault.persons(clear.get().identities());
            return new Who(request, persons, persons.stream().map(vault::hash).toList(), null, vault);
        }
        return database.inTransaction(h -> h.createQuery(
                        "SELECT identities, erased_at FROM privacy.erasure WHERE id = :id")
                .bind("id", request)
                .map((rs, context) -> new Who(
                        request,
                        List.of(),
                        hashes(rs.getString(1)),
                        LocalDate.ofInstant(
                                context.findColumnMapperFor(Instant.class)
                                        .orElseThrow()
                                        .map(rs, 2, context),
                                ZoneOffset.UTC),
                        vault))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "There is no open request of that id, and the ledger does not know it")));
    }

    /** A single identifier in the name of a request. */
    Who of(UUID request, Clear.Named identity) {
        List<Person> persons = vault.persons(List.of(identity));
        return new Who(request, persons, persons.stream().map(vault::hash).toList(), null, vault);
    }

    /** Sessions of the person's calls. */
    Set<Hash> sessions(Handle h, Who who) {
        Set<Hash> sessions = new HashSet<>();
        for (PersonalTable table : tables()) {
            List<PersonalColumn> columns = table.columns().stream()
                    .filter(c -> c.identifies().stream()
                            .anyMatch(i -> i.kind() == PersonKind.SESSION && i.form() == PersonalColumn.Form.VALUE))
                    .toList();
            if (!columns.isEmpty() && table.keys().contains("call_key")) {
                new SubjectRows(h, who)
                        .all(
                                table,
                                row -> columns.forEach(c -> {
                                    Object session = row.values().get(c.column());
                                    if (session != null) {
                                        sessions.add(session(session.toString()));
                                    }
                                }));
            }
        }
        return sessions;
    }

    private Hash session(String session) {
        return vault.hash(new Person(PersonKind.SESSION, session));
    }

    List<PersonalTable> tables() {
        return PersonalTable.of(catalogue.all());
    }

    PersonalTable table(String name) {
        return tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    static String json(List<Hash> hashes) {
        return RequestRows.JSON.writeValueAsString(hashes.stream()
                .map(h -> Map.of("kind", h.kind().word(), "hash", HexFormat.of().formatHex(h.bytes())))
                .toList());
    }

    static List<Hash> hashes(String json) {
        List<Hash> hashes = new ArrayList<>();
        RequestRows.JSON
                .readValue(json, IDENTITIES)
                .forEach(i -> hashes.add(new Hash(
                        PersonKind.of(String.valueOf(i.get("kind"))).orElseThrow(),
                        HexFormat.of().parseHex(String.valueOf(i.get("hash"))))));
        return hashes;
    }
}
