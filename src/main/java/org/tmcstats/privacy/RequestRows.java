package org.tmcstats.privacy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;
import org.tmcstats.privacy.SubjectRequest.Closing;
import org.tmcstats.privacy.SubjectRequest.Identity;
import org.tmcstats.privacy.SubjectRequest.Step;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** {@code privacy.request} as it is read; in the handle's transaction. */
final class RequestRows {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final String HIDDEN = "***";

    private final Vault vault;
    private final Duration dueSoon;
    private final Clock clock;

    RequestRows(Vault vault, Duration dueSoon, Clock clock) {
        this.vault = vault;
        this.dueSoon = dueSoon;
        this.clock = clock;
    }

    /** @throws ProblemException not-found */
    SubjectRequest require(Handle h, UUID id) {
        return find(h, id, true)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no request of that id"));
    }

    /** The request, whose row nobody else changes until the transaction ends. */
    SubjectRequest lock(Handle h, UUID id) {
        h.execute("SELECT FROM privacy.request WHERE id = ? FOR UPDATE", id);
        return require(h, id);
    }

    Optional<SubjectRequest> find(Handle h, UUID id, boolean clear) {
        return h.createQuery("SELECT * FROM privacy.request WHERE id = :id")
                .bind("id", id)
                .map(row -> request(h, row, clear))
                .findFirst();
    }

    /** Latest first, values hidden. */
    List<SubjectRequest> list(Handle h, Filter filter, @Nullable Instant filedBefore, @Nullable UUID id, int most) {
        return h.createQuery(Database.sql("privacy/requests"))
                .bind("status", filter.status())
                .bind("type", filter.type())
                .bind("due", filter.dueSoon() ? clock.instant().plus(dueSoon) : null)
                .bind("before", filedBefore)
                .bind("id", id)
                .bind("most", most)
                .map(row -> request(h, row, false))
                .list();
    }

    /**
     * Which requests to list.
     *
     * @param dueSoon open ones that are due soon or overdue only
     */
    record Filter(@Nullable String status, @Nullable String type, boolean dueSoon) {}

    private SubjectRequest request(Handle h, RowView row, boolean clear) {
        UUID id = row.getColumn("id", UUID.class);
        RequestStatus status =
                RequestStatus.find(row.getColumn("status", String.class)).orElseThrow();
        Instant dueAt = row.getColumn("due_at", Instant.class);
        Instant now = clock.instant();
        boolean open = status.isOpen();
        return new SubjectRequest(
                id,
                RequestType.of(row.getColumn("type", String.class)),
                status,
                row.getColumn("channel", String.class),
                identities(h, id, clear ? row.getColumn("sealed", byte[].class) : null),
                row.getColumn("received_at", Instant.class),
                row.getColumn("filed_at", Instant.class),
                row.getColumn("filed_by", String.class),
                dueAt,
                open && dueAt.isBefore(now.plus(dueSoon)),
                open && dueAt.isBefore(now),
                step(row, "extended_at", "extended_by", "extension_reason"),
                step(row, "checked_at", "checked_by", "check_method"),
                step(row, "approved_at", "approved_by", null),
                closing(row),
                object(row.getColumn("review", String.class)),
                row.getColumn("execution", Long.class),
                object(row.getColumn("result", String.class)),
                row.getColumn("export_expires_at", Instant.class),
                row.getColumn("lifted_at", Instant.class),
                row.getColumn("error", String.class));
    }

    private List<Identity> identities(Handle h, UUID id, byte @Nullable [] sealed) {
        List<Clear.Named> clear =
                sealed == null ? List.of() : vault.open(id, sealed).identities();
        List<Identity> identities = new ArrayList<>();
        h.createQuery("SELECT kind, hash FROM privacy.request_identity WHERE request_id = :id ORDER BY position")
                .bind("id", id)
                .map((rs, context) -> identities.add(new Identity(
                        rs.getString(1),
                        identities.size() < clear.size()
                                ? clear.get(identities.size()).value()
                                : HIDDEN,
                        HexFormat.of().formatHex(rs.getBytes(2)))))
                .list();
        return identities;
    }

    private static @Nullable Step step(RowView row, String at, String by, @Nullable String detail) {
        Instant when = row.getColumn(at, Instant.class);
        return when == null
                ? null
                : new Step(
                        when,
                        row.getColumn(by, String.class),
                        detail == null ? null : row.getColumn(detail, String.class));
    }

    private static @Nullable Closing closing(RowView row) {
        Instant at = row.getColumn("closed_at", Instant.class);
        return at == null
                ? null
                : new Closing(
                        at,
                        row.getColumn("closed_by", String.class),
                        row.getColumn("closing_ground", String.class),
                        row.getColumn("closing_reason", String.class));
    }

    static @Nullable Map<String, Object> object(@Nullable String json) {
        return json == null ? null : JSON.readValue(json, OBJECT);
    }
}
