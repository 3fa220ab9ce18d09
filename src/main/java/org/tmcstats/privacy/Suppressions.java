package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
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
    private final Reversal reversal;
    private final Corrections corrections;
    private final Audit audit;

    @Inject
    Suppressions(
            Database database,
            Subjects subjects,
            Suppression suppression,
            AsideStore aside,
            Requests requests,
            Reversal reversal,
            Corrections corrections,
            Audit audit) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.subjects = subjects;
        this.suppression = suppression;
        this.aside = aside;
        this.requests = requests;
        this.reversal = reversal;
        this.corrections = corrections;
        this.audit = audit;
    }

    /** From here on new records of the person come without identity; looks for calls and boxes where that is needed. */
    void begin(UUID id) {
        SubjectRequest request = requests.require(id);
        Who who = subjects.of(id);
        Reason reason = new Reason(request.type() == RequestType.RESTRICTION ? Effect.ASIDE : Effect.DROP, id, null);
        database.inSeparateTransaction(h -> {
            if (request.type().canBeLifted()) {
                suppression.add(h, who.hashes(), reason);
            }
            // Tables are committed one by one: an abandoned job has left its entry.
            record(request);
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
            Corrections.Done done = request.type() == RequestType.RESTRICTION
                    ? new Corrections.Done(takeAside(h, who, table), 0)
                    : corrections.correct(h, id, clear, table);
            h.createUpdate("INSERT INTO privacy.erased_rows (request_id, table_name, rows, kept)"
                            + " VALUES (:id, :table, :rows, :kept) ON CONFLICT (request_id, table_name)"
                            + " DO UPDATE SET rows = erased_rows.rows + EXCLUDED.rows,"
                            + " kept = erased_rows.kept + EXCLUDED.kept")
                    .bind("id", id)
                    .bind("table", name)
                    .bind("rows", done.changed())
                    .bind("kept", done.collided())
                    .execute();
        });
    }

    void end(UUID id) {
        SubjectRequest request = requests.require(id);
        database.useTransaction(h -> {
            Map<String, Object> result = new LinkedHashMap<>();
            Map<String, Object> collisions = new LinkedHashMap<>();
            h.createQuery("SELECT table_name, rows, kept FROM privacy.erased_rows WHERE request_id = :id"
                            + " AND rows + kept > 0 ORDER BY 1")
                    .bind("id", id)
                    .map((rs, context) -> {
                        result.put(rs.getString(1), rs.getLong(2));
                        return rs.getLong(3) == 0 ? null : collisions.put(rs.getString(1), rs.getLong(3));
                    })
                    .list();
            if (!collisions.isEmpty()) {
                result.put("collisions", collisions);
            }
            requests.complete(id, result);
            record(request);
        });
    }

    private void record(SubjectRequest request) {
        audit.record(
                JOB,
                request.type() == RequestType.RESTRICTION ? Action.RESTRICT : Action.CHANGE,
                "subject",
                1,
                "data-protection");
    }

    /**
     * Ends a restriction, whose rows go back where they came from, or an objection.
     *
     * @throws ProblemException conflict when it is neither in force, or while a job for a request is under way
     */
    SubjectRequest lift(UUID id, String by, String reason) {
        return database.inTransaction(h -> {
            h.execute("SELECT FROM privacy.request WHERE id = ? FOR UPDATE", id);
            SubjectRequest request = requests.require(id);
            if (!request.type().canBeLifted()
                    || request.status() != RequestStatus.COMPLETED
                    || request.liftedAt() != null) {
                throw new ProblemException(ProblemType.CONFLICT, "It is no restriction or objection in force");
            }
            requests.refuseIdentifiers(id, reason);
            reversal.lift(h, id, request.type());
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
}
