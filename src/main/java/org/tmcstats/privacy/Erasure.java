package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.Effect;
import org.tmcstats.identity.Suppression.Reason;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** The steps of the job subject-erasure. Each can be done again. */
@ApplicationScoped
class Erasure {
    static final String JOB = "subject-erasure";

    private static final int PASSES = 5;
    private static final Duration POLL = Duration.ofMillis(250);

    private final Database database;
    private final Subjects subjects;
    private final Suppression suppression;
    private final ErasureLedger ledger;
    private final AsideStore aside;
    private final Requests requests;
    private final Certificates certificates;
    private final HeldRows heldRows;
    private final Audit audit;
    private final PrivacyConfig config;

    @Inject
    Erasure(
            Database database,
            Subjects subjects,
            Suppression suppression,
            ErasureLedger ledger,
            AsideStore aside,
            Requests requests,
            Certificates certificates,
            HeldRows heldRows,
            Audit audit,
            Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.subjects = subjects;
        this.suppression = suppression;
        this.ledger = ledger;
        this.aside = aside;
        this.requests = requests;
        this.certificates = certificates;
        this.heldRows = heldRows;
        this.audit = audit;
        this.config = PrivacyConfig.from(settings);
    }

    /**
     * From here on nothing of the person that was received before is stored any more, by any node; the ledger knows of it.
     * Then looks for the person's calls and boxes, whose sessions are not stored any more either.
     */
    void find(UUID id) {
        if (requests.find(id).isPresent() && requests.clear(id).isEmpty()) {
            // A run that goes on behind the last step in which anything is looked for.
            return;
        }
        Who who = subjects.of(id);
        List<PersonalTable> tables = subjects.tables();
        Instant at = database.inSeparateTransaction(h -> {
            h.createUpdate("INSERT INTO privacy.erasure (id, erased_at, identities)"
                            + " VALUES (:id, clock_timestamp(), :identities::jsonb) ON CONFLICT DO NOTHING")
                    .bind("id", id)
                    .bind("identities", Subjects.json(who.hashes()))
                    .execute();
            Instant erasedAt = erasedAt(h, id);
            suppression.add(h, who.hashes(), new Reason(Effect.DROP, id, erasedAt));
            // Tables are committed one by one: an abandoned job has left its entry.
            audit.record(JOB, Action.ERASE, "subject", 1, "data-protection");
            return erasedAt;
        });
        if (!ledger.entries().containsKey(id)) {
            ledger.append(new ErasureLedger.Entry(id, at, who.hashes()));
        }
        database.inSeparateTransaction(h -> {
            new SubjectRows(h, who).findKeys(tables, aside);
            heldRows.find(h, id, tables);
            suppression.add(h, subjects.sessions(h, who), new Reason(Effect.DROP, id, at));
            h.execute("UPDATE privacy.erasure SET found_at = clock_timestamp() WHERE id = ?", id);
            return true;
        });
    }

    List<String> tables() {
        return subjects.tables().stream().map(PersonalTable::name).toList();
    }

    /** Erases from one table, in the transaction under way. */
    void erase(UUID id, String name) {
        Who who = subjects.of(id);
        PersonalTable table = subjects.table(name);
        database.useTransaction(h -> {
            long erased = 0;
            long kept = 0;
            // A row that a writer changes meanwhile has another place afterwards: looked for until none is left.
            for (int pass = 0; pass < PASSES; pass++) {
                Map<String, List<String>> places = new LinkedHashMap<>();
                HeldRows.Cover holds = heldRows.cover(h, id);
                long[] held = new long[1];
                new SubjectRows(h, who).all(table, row -> {
                    if (holds.covers(table, row)) {
                        held[0]++;
                    } else {
                        places.computeIfAbsent(row.partition(), p -> new ArrayList<>())
                                .add(row.place());
                    }
                });
                kept = held[0];
                for (Map.Entry<String, List<String>> part : places.entrySet()) {
                    erased += AsideStore.delete(h, part.getKey(), part.getValue());
                    touched(h, id, part.getKey());
                }
                if (places.isEmpty()) {
                    break;
                }
            }
            count(h, id, name, erased, kept);
        });
    }

    /** Erases what lies aside for restrictions, and exports of the same person. */
    void eraseAside(UUID id) {
        Who who = subjects.of(id);
        database.useTransaction(h -> {
            List<PersonalTable> tables = subjects.tables();
            Map<String, PersonalTable> byName =
                    tables.stream().collect(Collectors.toMap(PersonalTable::name, Function.identity()));
            HeldRows.Cover holds = heldRows.cover(h, id);
            Set<String> places = new HashSet<>();
            long[] held = new long[1];
            new SubjectRows(h, who).aside(aside, tables, (kept, row) -> {
                PersonalTable table = byName.get(kept.table());
                if (table != null && holds.covers(table, row)) {
                    held[0]++;
                } else {
                    places.add(kept.place());
                }
            });
            long rows = places.isEmpty() ? 0 : AsideStore.delete(h, "privacy.set_aside", List.copyOf(places));
            count(h, id, "privacy.set_aside", rows, held[0]);
            long exports = 0;
            for (Hash hash : who.hashes()) {
                exports += h.createUpdate(Database.sql("privacy/erase-exports"))
                        .bind("hash", hash.bytes())
                        .execute();
                h.createUpdate("UPDATE privacy.request SET export_expires_at = NULL WHERE id IN"
                                + " (SELECT request_id FROM privacy.request_identity WHERE hash = :hash)")
                        .bind("hash", hash.bytes())
                        .execute();
            }
            count(h, id, "privacy.export_part", exports, 0);
        });
    }

    /**
     * Waits until every node that is up has cleared its spool and caches. Nobody is looked for any more then: the clear values
     * go before the files are rewritten in which their ciphertext lies.
     */
    void awaitNodes(UUID id) throws InterruptedException {
        long end = System.nanoTime() + config.nodePatience().toNanos();
        while (missingNodes(id) > 0 && System.nanoTime() < end) {
            Thread.sleep(POLL.toMillis());
        }
        long records = database.inTransaction(
                h -> h.createQuery("SELECT coalesce(sum(records), 0) FROM privacy.spool_erasure WHERE erasure = :id")
                        .bind("id", id)
                        .mapTo(Long.class)
                        .one());
        database.useTransaction(h -> {
            count(h, id, "spool", records, 0);
            h.execute("UPDATE privacy.request SET sealed = NULL WHERE id = ?", id);
        });
    }

    private long missingNodes(UUID id) {
        return database.inTransaction(h -> h.createQuery(Database.sql("privacy/missing-nodes"))
                .bind("id", id)
                .mapTo(Long.class)
                .one());
    }

    /** Certifies, and closes the request; clear values go. */
    void certify(UUID id) {
        Optional<SubjectRequest> request = requests.find(id);
        long outstanding = database.inTransaction(h -> h.createQuery(Database.sql("privacy/outstanding-spools"))
                .bind("id", id)
                .mapTo(Long.class)
                .one());
        database.useTransaction(h -> {
            Map<String, Object> result = new LinkedHashMap<>();
            h.createQuery("SELECT table_name, rows FROM privacy.erased_rows WHERE request_id = :id ORDER BY 1")
                    .bind("id", id)
                    .map((rs, context) -> result.put(rs.getString(1), rs.getLong(2)))
                    .list();
            h.execute("DELETE FROM privacy.subject_key WHERE request_id = ?", id);
            heldRows.forget(h, id);
            h.execute("UPDATE privacy.erasure SET applied_at = clock_timestamp() WHERE id = ?", id);
            if (request.isPresent()) {
                certificates.issue(h, request.get(), erasedAt(h, id), outstanding);
                requests.complete(id, result);
            }
            audit.record(JOB, Action.ERASE, "subject", 1, "data-protection");
        });
    }

    static Instant erasedAt(Handle h, UUID id) {
        return h.createQuery("SELECT erased_at FROM privacy.erasure WHERE id = :id")
                .bind("id", id)
                .mapTo(Instant.class)
                .one();
    }

    private static void touched(Handle h, UUID id, String partition) {
        h.execute("INSERT INTO privacy.touched_partition VALUES (?, ?) ON CONFLICT DO NOTHING", id, partition);
    }

    private static void count(Handle h, UUID id, String table, long rows, long kept) {
        h.createUpdate("INSERT INTO privacy.erased_rows (request_id, table_name, rows, kept)"
                        + " VALUES (:id, :table, :rows, :kept) ON CONFLICT (request_id, table_name)"
                        + " DO UPDATE SET rows = erased_rows.rows + EXCLUDED.rows, kept = EXCLUDED.kept")
                .bind("id", id)
                .bind("table", table)
                .bind("rows", rows)
                .bind("kept", kept)
                .execute();
    }
}
