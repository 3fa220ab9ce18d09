package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.Effect;
import org.tmcstats.identity.Suppression.Reason;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** The work of restriction, objection and rectification (GDPR Art. 16, 18, 21), and the end of the first two. */
@ApplicationScoped
class Suppressions {
    static final String JOB = "subject-change";

    private final Database database;
    private final Subjects subjects;
    private final Suppression suppression;
    private final AsideStore aside;
    private final Requests requests;
    private final Audit audit;

    @Inject
    Suppressions(
            Database database,
            Subjects subjects,
            Suppression suppression,
            AsideStore aside,
            Requests requests,
            Audit audit) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.subjects = subjects;
        this.suppression = suppression;
        this.aside = aside;
        this.requests = requests;
        this.audit = audit;
    }

    /** From here on new records of the person come without identity; looks for calls and boxes where that is needed. */
    void begin(UUID id) {
        SubjectRequest request = requests.require(id);
        Who who = subjects.of(id);
        if (request.type() == RequestType.RECTIFICATION) {
            return;
        }
        Reason reason = new Reason(request.type() == RequestType.RESTRICTION ? Effect.ASIDE : Effect.DROP, id, null);
        database.inSeparateTransaction(h -> {
            suppression.add(h, who.hashes(), reason);
            return true;
        });
        if (request.type() == RequestType.RESTRICTION) {
            List<PersonalTable> tables = subjects.tables();
            database.inSeparateTransaction(h -> {
                new SubjectRows(h, who).findKeys(tables, aside);
                suppression.add(h, subjects.sessions(h, who), reason);
                return true;
            });
        }
    }

    /** Tables that have to be looked through for a request. */
    List<String> tables(UUID id) {
        return requests.require(id).type() == RequestType.OBJECTION
                ? List.of()
                : subjects.tables().stream().map(PersonalTable::name).toList();
    }

    /** Works on one table, in the transaction under way. */
    void change(UUID id, String name) {
        SubjectRequest request = requests.require(id);
        PersonalTable table = subjects.table(name);
        // Looked up before: transactions within that of a chunk take its end from the batch runtime.
        Who who = subjects.of(id);
        Clear clear = requests.clear(id).orElseThrow();
        database.useTransaction(h -> {
            long rows =
                    request.type() == RequestType.RESTRICTION ? takeAside(h, who, table) : correct(h, id, clear, table);
            h.createUpdate(
                            "INSERT INTO privacy.erased_rows (request_id, table_name, rows) VALUES (:id, :table, :rows)"
                                    + " ON CONFLICT (request_id, table_name) DO UPDATE SET rows = erased_rows.rows + EXCLUDED.rows")
                    .bind("id", id)
                    .bind("table", name)
                    .bind("rows", rows)
                    .execute();
        });
    }

    void end(UUID id) {
        SubjectRequest request = requests.require(id);
        database.useTransaction(h -> {
            Map<String, Object> result = new LinkedHashMap<>();
            h.createQuery("SELECT table_name, rows FROM privacy.erased_rows WHERE request_id = :id AND rows > 0"
                            + " ORDER BY 1")
                    .bind("id", id)
                    .map((rs, context) -> result.put(rs.getString(1), rs.getLong(2)))
                    .list();
            requests.complete(id, result);
            audit.record(
                    JOB,
                    request.type() == RequestType.RESTRICTION ? Action.RESTRICT : Action.CHANGE,
                    "subject",
                    1,
                    "data-protection");
        });
    }

    /**
     * Ends a restriction, whose rows go back where they came from, or an objection.
     *
     * @throws ProblemException conflict when it is neither in force
     */
    SubjectRequest lift(UUID id, String by, String reason) {
        return database.inTransaction(h -> {
            h.execute("SELECT FROM privacy.request WHERE id = ? FOR UPDATE", id);
            SubjectRequest request = requests.require(id);
            boolean liftable = request.type() == RequestType.RESTRICTION || request.type() == RequestType.OBJECTION;
            if (!liftable || request.status() != RequestStatus.COMPLETED || request.liftedAt() != null) {
                throw new ProblemException(ProblemType.CONFLICT, "It is no restriction or objection in force");
            }
            requests.refuseIdentifiers(id, reason);
            suppression.remove(h, id);
            if (request.type() == RequestType.RESTRICTION) {
                Map<UUID, Who> others = restrictions(h, id);
                aside.putBack(h, id, kept -> heldBy(h, kept, others));
                h.execute("DELETE FROM privacy.subject_key WHERE request_id = ?", id);
            }
            h.execute("UPDATE privacy.request SET lifted_at = now() WHERE id = ?", id);
            Requests.event(h, id, by, "lifted", reason);
            return requests.require(id);
        });
    }

    private long takeAside(Handle h, Who who, PersonalTable table) {
        Map<String, List<String>> places = new LinkedHashMap<>();
        new SubjectRows(h, who)
                .all(
                        table,
                        row -> places.computeIfAbsent(row.partition(), p -> new ArrayList<>())
                                .add(row.place()));
        long rows = 0;
        for (Map.Entry<String, List<String>> part : places.entrySet()) {
            rows += aside.take(h, who.request(), table.name(), part.getKey(), part.getValue());
        }
        return rows;
    }

    /** Replaces values that are exactly the wrong one; texts as sent stay as they were sent. */
    private long correct(Handle h, UUID id, Clear clear, PersonalTable table) {
        long rows = 0;
        for (Clear.Correction correction : clear.corrections()) {
            Who wrong = subjects.of(id, new Clear.Named(correction.kind(), correction.from()));
            Map<String, List<Map<String, @Nullable Object>>> found = new HashMap<>();
            new SubjectRows(h, wrong).naming(table, row -> {
                Map<String, @Nullable Object> change = new HashMap<>();
                row.named().keySet().stream()
                        .filter(c -> c.identifies().stream().anyMatch(i -> i.form() == PersonalColumn.Form.VALUE))
                        .forEach(c -> change.put(c.column(), correction.to()));
                if (!change.isEmpty()) {
                    change.put("", row.place());
                    found.computeIfAbsent(row.partition(), p -> new ArrayList<>())
                            .add(change);
                }
            });
            for (Map.Entry<String, List<Map<String, @Nullable Object>>> part : found.entrySet()) {
                for (Map<String, @Nullable Object> change : part.getValue()) {
                    rows += replace(h, table.name(), part.getKey(), change);
                }
            }
        }
        return rows;
    }

    private static long replace(Handle h, String table, String partition, Map<String, @Nullable Object> change) {
        String place = String.valueOf(change.remove(""));
        String json = AsideStore.changed(h, partition, place, RequestRows.JSON.writeValueAsString(change))
                .orElse(null);
        AsideStore.delete(h, partition, List.of(place));
        if (json != null) {
            // The right value may be there already.
            AsideStore.insert(h, table, null, json);
        }
        return json == null ? 0 : 1;
    }

    private Map<UUID, Who> restrictions(Handle h, UUID but) {
        Map<UUID, Who> others = new LinkedHashMap<>();
        h.createQuery("SELECT id FROM privacy.request WHERE type = 'restriction' AND status = 'completed'"
                        + " AND lifted_at IS NULL AND id <> :id ORDER BY filed_at")
                .bind("id", but)
                .mapTo(UUID.class)
                .list()
                .forEach(id -> others.put(id, subjects.byHash(h, id)));
        return others;
    }

    private static @Nullable UUID heldBy(Handle h, AsideStore.Kept kept, Map<UUID, Who> others) {
        for (Map.Entry<UUID, Who> other : others.entrySet()) {
            Map<String, @Nullable Object> values = kept.values();
            boolean linked = List.of("call_key", "device_key").stream()
                    .anyMatch(key -> values.get(key) instanceof Number value
                            && h.createQuery("SELECT count(*) FROM privacy.subject_key"
                                                    + " WHERE request_id = :id AND name = :name AND key = :key")
                                            .bind("id", other.getKey())
                                            .bind("name", key)
                                            .bind("key", value.longValue())
                                            .mapTo(Long.class)
                                            .one()
                                    > 0);
            if (linked || other.getValue().isNamedIn(kept.json())) {
                return other.getKey();
            }
        }
        return null;
    }
}
