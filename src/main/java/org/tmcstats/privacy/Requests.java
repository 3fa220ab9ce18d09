package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.Person;
import org.tmcstats.privacy.SubjectRequest.Event;
import org.tmcstats.privacy.SubjectRequest.Notice;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** The life of requests, from filing to closing; the work between is the jobs'. */
@ApplicationScoped
class Requests {
    static final String REST = "rest";
    static final String OPENDSR = "opendsr";

    private final Database database;
    private final Vault vault;
    private final Callbacks callbacks;
    private final Reversal reversal;
    private final PrivacyConfig config;
    private final RequestRows rows;
    private final Clock clock;

    @Inject
    Requests(Database database, Vault vault, Callbacks callbacks, Reversal reversal, Settings settings) {
        this(database, vault, callbacks, reversal, PrivacyConfig.from(settings), Clock.systemUTC());
    }

    Requests(
            Database database, Vault vault, Callbacks callbacks, Reversal reversal, PrivacyConfig config, Clock clock) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.vault = vault;
        this.callbacks = callbacks;
        this.reversal = reversal;
        this.config = config;
        this.clock = clock;
        this.rows = new RequestRows(vault, config.dueSoon(), clock);
    }

    /**
     * A request to be filed.
     *
     * @param id null for a new one
     * @param identityCheck how the identity was checked; null when it has yet to be
     * @param idempotencyKey header Idempotency-Key; null when not sent
     * @param body what came, by which a repeat under the same key is told from another request
     * @param callbacks OpenDSR: addresses to be told of changes
     */
    record Filing(
            @Nullable UUID id,
            RequestType type,
            Clear clear,
            Instant receivedAt,
            @Nullable String identityCheck,
            String channel,
            @Nullable String idempotencyKey,
            String body,
            List<String> callbacks) {}

    /** A filed request, and whether it was filed before under the same key. */
    record Filed(SubjectRequest request, boolean repeated) {}

    Instant now() {
        return clock.instant();
    }

    /** @throws ProblemException conflict when the key was used for another request */
    Filed file(Filing filing, String by) {
        requireReadable(filing.clear());
        String key = filing.idempotencyKey();
        byte[] keyHash = key == null ? null : vault.hash("idempotency", key);
        byte[] fingerprint = vault.hash("idempotency-body", filing.body());
        return database.inTransaction(h -> {
            if (keyHash != null) {
                h.execute(
                        "SELECT pg_advisory_xact_lock(hashtext('privacy.request'), hashtext(?))",
                        by + Arrays.hashCode(keyHash));
                Optional<SubjectRequest> before = repeated(h, by, keyHash, fingerprint);
                if (before.isPresent()) {
                    return new Filed(before.get(), true);
                }
            }
            UUID id = filing.id() == null ? UUID.randomUUID() : filing.id();
            insert(h, id, filing, by, keyHash, fingerprint);
            event(h, id, by, "filed", null);
            return new Filed(rows.require(h, id), false);
        });
    }

    SubjectRequest require(UUID id) {
        return database.inTransaction(h -> rows.require(h, id));
    }

    Optional<SubjectRequest> find(UUID id) {
        return database.inTransaction(h -> rows.find(h, id, false));
    }

    /** Whether a request was filed by this client with this body. */
    boolean isSame(UUID id, String by, String body) {
        byte[] fingerprint = vault.hash("idempotency-body", body);
        return database.inTransaction(
                h -> h.createQuery("SELECT fingerprint FROM privacy.request WHERE id = :id AND filed_by = :by")
                        .bind("id", id)
                        .bind("by", by)
                        .mapTo(byte[].class)
                        .findFirst()
                        .filter(stored -> Arrays.equals(stored, fingerprint))
                        .isPresent());
    }

    SubjectRequest.Detail detail(UUID id) {
        return database.inTransaction(h -> new SubjectRequest.Detail(
                rows.require(h, id),
                h.createQuery("SELECT at, by_client AS by, what, note FROM privacy.request_event"
                                + " WHERE request_id = :id ORDER BY at")
                        .bind("id", id)
                        .map(ConstructorMapper.of(Event.class))
                        .list(),
                h.createQuery("SELECT id, recipient, state, means, at, by_client AS by FROM privacy.notice"
                                + " WHERE request_id = :id ORDER BY id")
                        .bind("id", id)
                        .map(ConstructorMapper.of(Notice.class))
                        .list()));
    }

    Page<SubjectRequest> list(RequestRows.Filter filter, Paging paging) {
        List<String> position = paging.position(2);
        try {
            Instant before = position.isEmpty() ? null : Instant.parse(position.get(0));
            UUID id = position.isEmpty() ? null : UUID.fromString(position.get(1));
            return database.inTransaction(h -> Page.of(
                    rows.list(h, filter, before, id, paging.fetch()),
                    paging,
                    r -> List.of(r.filedAt().toString(), r.id().toString())));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw Paging.badCursor();
        }
    }

    /** Open requests that are due soon, and those overdue. */
    Due due() {
        return database.inTransaction(h -> h.createQuery("SELECT count(*) AS open,"
                        + " count(*) FILTER (WHERE due_at < :soon AND due_at >= :now) AS due_soon,"
                        + " count(*) FILTER (WHERE due_at < :now) AS overdue"
                        + " FROM privacy.request WHERE status IN ('pending', 'in-progress', 'failed')")
                .bind("soon", clock.instant().plus(config.dueSoon()))
                .bind("now", clock.instant())
                .map(ConstructorMapper.of(Due.class))
                .one());
    }

    /** Counts of open requests. */
    public record Due(long open, long dueSoon, long overdue) {}

    /**
     * Approves; its job starts within seconds. A failed one goes on.
     *
     * @param identityCheck how the identity was checked; null when it was recorded before, or is not in doubt
     * @param review of an automated decision
     * @throws ProblemException forbidden when four eyes are wanted and these are the same; conflict when it is not pending
     */
    SubjectRequest approve(UUID id, String by, @Nullable String identityCheck, @Nullable Map<String, Object> review) {
        return database.inTransaction(h -> {
            SubjectRequest request = rows.lock(h, id);
            if (request.status() != RequestStatus.PENDING && request.status() != RequestStatus.FAILED) {
                throw conflict(request, "Only a pending or failed request can be approved");
            }
            if (config.fourEyes() && request.filedBy().equals(by)) {
                throw new ProblemException(
                        ProblemType.FORBIDDEN, "Four eyes: another account than the one that filed it must approve");
            }
            if (request.type() == RequestType.AUTOMATED_DECISION && review == null) {
                throw ProblemException.ofFaults(
                        "Art. 22(3) wants a review by a human",
                        List.of(new ProblemException.Fault(
                                "/review", "must hold reviewer, outcome (upheld or changed) and explanation")));
            }
            if (identityCheck != null || request.identityCheck() == null) {
                checked(h, id, by, identityCheck == null ? "not in doubt (Art. 12(6))" : identityCheck);
            }
            if (review != null) {
                for (Object text : review.values()) {
                    noIdentifiers(h, id, String.valueOf(text));
                }
            }
            h.createUpdate("UPDATE privacy.request SET status = 'in-progress', approved_at = :now, approved_by = :by,"
                            + " review = :review::jsonb, error = NULL WHERE id = :id")
                    .bind("now", clock.instant())
                    .bind("by", by)
                    .bind("review", review == null ? null : RequestRows.JSON.writeValueAsString(review))
                    .bind("id", id)
                    .execute();
            event(h, id, by, "approved", null);
            if (request.type().job().isEmpty()) {
                close(h, id, RequestStatus.COMPLETED, by, null, null);
            } else {
                callbacks.due(h, id);
            }
            return rows.require(h, id);
        });
    }

    /**
     * Refuses; what the job of a failed one did is taken back.
     *
     * @throws ProblemException conflict when it is not pending or failed, or has begun to erase
     */
    SubjectRequest refuse(UUID id, String by, String ground, String reason) {
        return end(id, RequestStatus.REFUSED, by, ground, reason);
    }

    /** As {@link #refuse}, because the person wants it no more. */
    SubjectRequest cancel(UUID id, String by, @Nullable String reason) {
        return end(id, RequestStatus.CANCELLED, by, null, reason);
    }

    /** @throws ProblemException conflict when the first month is over, or it was extended, or is closed */
    SubjectRequest extend(UUID id, String by, String reason) {
        return database.inTransaction(h -> {
            SubjectRequest request = rows.lock(h, id);
            if (!request.status().isOpen()) {
                throw conflict(request, "The request is closed");
            }
            if (request.extension() != null) {
                throw conflict(request, "The period was extended already; Art. 12(3) knows one extension");
            }
            if (clock.instant().isAfter(request.dueAt())) {
                throw conflict(request, "The first month is over: the person had to be told within it (Art. 12(3))");
            }
            noIdentifiers(h, id, reason);
            h.createUpdate("UPDATE privacy.request SET due_at = :due, extended_at = :now, extended_by = :by,"
                            + " extension_reason = :reason WHERE id = :id")
                    .bind("due", Period.extended(request.receivedAt(), config.zone()))
                    .bind("now", clock.instant())
                    .bind("by", by)
                    .bind("reason", reason)
                    .bind("id", id)
                    .execute();
            event(h, id, by, "extended", null);
            return rows.require(h, id);
        });
    }

    /** Records a notice to a recipient (Art. 19), or why there is none. */
    SubjectRequest.Detail notice(UUID id, String by, String recipient, String state, String means) {
        database.useTransaction(h -> {
            rows.lock(h, id);
            noIdentifiers(h, id, recipient);
            noIdentifiers(h, id, means);
            int updated = h.createUpdate(
                            "UPDATE privacy.notice SET state = :state, means = :means, at = :now, by_client = :by"
                                    + " WHERE request_id = :id AND recipient = :recipient AND state = 'due'")
                    .bind("state", state)
                    .bind("means", means)
                    .bind("now", clock.instant())
                    .bind("by", by)
                    .bind("id", id)
                    .bind("recipient", recipient)
                    .execute();
            if (updated == 0) {
                h.createUpdate("INSERT INTO privacy.notice (request_id, recipient, state, means, by_client)"
                                + " VALUES (:id, :recipient, :state, :means, :by)")
                        .bind("id", id)
                        .bind("recipient", recipient)
                        .bind("state", state)
                        .bind("means", means)
                        .bind("by", by)
                        .execute();
            }
        });
        return detail(id);
    }

    /** The clear values of an open request; empty once they are gone. */
    Optional<Clear> clear(UUID id) {
        return database.inTransaction(
                h -> h.createQuery("SELECT sealed FROM privacy.request WHERE id = :id AND sealed IS NOT NULL")
                        .bind("id", id)
                        .mapTo(byte[].class)
                        .findFirst()
                        .map(box -> vault.open(id, box)));
    }

    /** Completes in the transaction under way; clear values go. */
    void complete(UUID id, Map<String, Object> result) {
        database.useTransaction(h -> {
            SubjectRequest request = rows.lock(h, id);
            h.createUpdate("UPDATE privacy.request SET result = :result::jsonb WHERE id = :id")
                    .bind("result", RequestRows.JSON.writeValueAsString(result))
                    .bind("id", id)
                    .execute();
            if (request.status() == RequestStatus.IN_PROGRESS || request.status() == RequestStatus.FAILED) {
                close(h, id, RequestStatus.COMPLETED, null, null, null);
            }
            if (request.type().isToldToRecipients()) {
                config.recipients()
                        .forEach(r -> h.execute(
                                "INSERT INTO privacy.notice (request_id, recipient, state) VALUES (?, ?, 'due')",
                                id,
                                r));
            }
        });
    }

    void failed(UUID id, @Nullable String error) {
        database.useTransaction(h -> {
            int updated = h.createUpdate("UPDATE privacy.request SET status = 'failed', error = :error"
                            + " WHERE id = :id AND status = 'in-progress'")
                    .bind("error", error)
                    .bind("id", id)
                    .execute();
            if (updated > 0) {
                event(h, id, null, "failed", null);
            }
        });
    }

    static void event(Handle h, UUID id, @Nullable String by, String what, @Nullable String note) {
        h.createUpdate("INSERT INTO privacy.request_event (request_id, by_client, what, note)"
                        + " VALUES (:id, :by, :what, :note)")
                .bind("id", id)
                .bind("by", by)
                .bind("what", what)
                .bind("note", note)
                .execute();
    }

    private SubjectRequest end(
            UUID id, RequestStatus status, String by, @Nullable String ground, @Nullable String reason) {
        return database.inTransaction(h -> {
            SubjectRequest request = rows.lock(h, id);
            if (request.status() != RequestStatus.PENDING && request.status() != RequestStatus.FAILED) {
                throw conflict(request, "Only a pending or failed request can be " + status.word());
            }
            if (reason != null) {
                noIdentifiers(h, id, reason);
            }
            if (ground != null) {
                noIdentifiers(h, id, ground);
            }
            if (request.status() == RequestStatus.FAILED) {
                reversal.undo(h, request);
            }
            close(h, id, status, by, ground, reason);
            return rows.require(h, id);
        });
    }

    private void close(
            Handle h,
            UUID id,
            RequestStatus status,
            @Nullable String by,
            @Nullable String ground,
            @Nullable String reason) {
        h.createUpdate("UPDATE privacy.request SET status = :status, closed_at = :now, closed_by = :by,"
                        + " closing_ground = :ground, closing_reason = :reason, sealed = NULL WHERE id = :id")
                .bind("status", status.word())
                .bind("now", clock.instant())
                .bind("by", by)
                .bind("ground", ground)
                .bind("reason", reason)
                .bind("id", id)
                .execute();
        // A restriction in force needs to know its calls when another one ends.
        h.execute(
                "DELETE FROM privacy.subject_key WHERE request_id = ? AND NOT EXISTS"
                        + " (SELECT FROM privacy.request WHERE id = ? AND type = 'restriction')",
                id,
                id);
        event(h, id, by, status.word(), null);
        callbacks.due(h, id);
    }

    private Optional<SubjectRequest> repeated(Handle h, String by, byte[] key, byte[] fingerprint) {
        return h.createQuery("SELECT id, fingerprint FROM privacy.request WHERE filed_by = :by AND idempotency = :key")
                .bind("by", by)
                .bind("key", key)
                .map((rs, context) -> {
                    if (!Arrays.equals(rs.getBytes(2), fingerprint)) {
                        throw new ProblemException(
                                ProblemType.CONFLICT, "The Idempotency-Key was used for another request");
                    }
                    return rs.getObject(1, UUID.class);
                })
                .findFirst()
                .map(id -> rows.require(h, id));
    }

    private void insert(Handle h, UUID id, Filing filing, String by, byte @Nullable [] key, byte[] fingerprint) {
        h.createUpdate(Database.sql("privacy/file"))
                .bind("id", id)
                .bind("type", filing.type().word())
                .bind("channel", filing.channel())
                .bind("received", filing.receivedAt())
                .bind("filed", clock.instant())
                .bind("by", by)
                .bind("due", Period.due(filing.receivedAt(), config.zone()))
                .bind("sealed", vault.seal(id, filing.clear()))
                .bind("key", key)
                .bind("fingerprint", fingerprint)
                .bind("callbacks", RequestRows.JSON.writeValueAsString(filing.callbacks()))
                .execute();
        int position = 0;
        for (Person person : vault.persons(filing.clear().identities())) {
            h.createUpdate("INSERT INTO privacy.request_identity (request_id, position, kind, hash)"
                            + " VALUES (:id, :position, :kind, :hash)")
                    .bind("id", id)
                    .bind("position", position++)
                    .bind("kind", person.kind().word())
                    .bind("hash", vault.hash(person).bytes())
                    .execute();
        }
        String check = filing.identityCheck();
        if (check != null) {
            checked(h, id, by, check);
        }
    }

    private void checked(Handle h, UUID id, String by, String method) {
        noIdentifiers(h, id, method);
        h.createUpdate("UPDATE privacy.request SET checked_at = :now, checked_by = :by, check_method = :method"
                        + " WHERE id = :id")
                .bind("now", clock.instant())
                .bind("by", by)
                .bind("method", method)
                .bind("id", id)
                .execute();
    }

    private void requireReadable(Clear clear) {
        List<ProblemException.Fault> faults = new ArrayList<>();
        for (int i = 0; i < clear.identities().size(); i++) {
            requireReadable(clear.identities().get(i), "/identities/" + i + "/value", faults);
        }
        for (int i = 0; i < clear.corrections().size(); i++) {
            Clear.Correction c = clear.corrections().get(i);
            requireReadable(new Clear.Named(c.kind(), c.from()), "/corrections/" + i + "/from", faults);
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The request cannot be filed as asked", faults);
        }
    }

    private void requireReadable(Clear.Named identity, String pointer, List<ProblemException.Fault> faults) {
        List<Person> persons = vault.persons(List.of(identity));
        if (persons.isEmpty()) {
            faults.add(new ProblemException.Fault(pointer, "is not one of its kind"));
        } else if (persons.get(0).lacksCountry()) {
            faults.add(new ProblemException.Fault(pointer, Person.COUNTRY_WANTED));
        }
    }

    /** @throws ProblemException when a text that stays names the person of a request */
    void refuseIdentifiers(UUID id, String text) {
        database.useTransaction(h -> noIdentifiers(h, id, text));
    }

    /** What stays must name no one. */
    private void noIdentifiers(Handle h, UUID id, String text) {
        if (vault.recogniser(Vault.hashes(h, id)).mayBeNamedIn(text)) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "Reasons, grounds, methods and reviews stay for good and must not name the person");
        }
    }

    private static ProblemException conflict(SubjectRequest request, String detail) {
        return ProblemException.with(
                ProblemType.CONFLICT,
                detail,
                Map.of("requestStatus", request.status().word()));
    }
}
