package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Suppression;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** Takes back what requests brought about: restrictions and objections that end, and jobs that failed and do not go on. */
@ApplicationScoped
class Reversal {
    private final Vault vault;
    private final Suppression suppression;
    private final AsideStore aside;
    private final Turn turn;

    @Inject
    Reversal(Vault vault, Suppression suppression, AsideStore aside, Turn turn) {
        this.vault = vault;
        this.suppression = suppression;
        this.aside = aside;
        this.turn = turn;
    }

    /** Another restriction in force, and the calls and boxes that are its person's. */
    private record Other(Who who, Set<Long> calls, Set<Long> boxes) {
        boolean keeps(AsideStore.Kept row) {
            Map<String, @Nullable Object> values = row.values();
            return values.get("call_key") instanceof Number call && calls.contains(call.longValue())
                    || values.get("device_key") instanceof Number box && boxes.contains(box.longValue())
                    || who.isNamedIn(row.json());
        }
    }

    /**
     * Ends a restriction, whose rows go back where they came from, or an objection; in the handle's transaction.
     *
     * @throws ProblemException conflict while a job for a request is under way
     */
    void lift(Handle h, UUID id, RequestType type) {
        turn.take(h);
        if (type == RequestType.RESTRICTION) {
            Map<UUID, Other> others = others(h, id);
            aside.putBack(h, id, row -> keeper(row, others));
        }
        // Writers wait from here on: only what they put aside meanwhile is left to do.
        suppression.remove(h, id);
        if (type == RequestType.RESTRICTION) {
            Map<UUID, Other> others = others(h, id);
            aside.putBack(h, id, row -> keeper(row, others));
            h.execute("DELETE FROM privacy.subject_key WHERE request_id = ?", id);
        }
    }

    /**
     * Takes back what the job of a failed request did, in the handle's transaction; values that a rectification put right stay
     * right.
     *
     * @throws ProblemException conflict when it has begun to erase, or while a job for a request is under way
     */
    void undo(Handle h, SubjectRequest request) {
        UUID id = request.id();
        boolean erasing = h.createQuery("SELECT EXISTS (SELECT FROM privacy.erasure WHERE id = :id)")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
        if (erasing) {
            throw ProblemException.with(
                    ProblemType.CONFLICT,
                    "The erasure has begun and cannot be taken back: approve the request again, and it goes on",
                    Map.of("requestStatus", request.status().word()));
        }
        if (request.type().canBeLifted()) {
            lift(h, id, request.type());
        }
        h.execute("DELETE FROM privacy.export_part WHERE request_id = ?", id);
        h.execute("DELETE FROM privacy.erased_rows WHERE request_id = ?", id);
    }

    private static @Nullable UUID keeper(AsideStore.Kept row, Map<UUID, Other> others) {
        return others.entrySet().stream()
                .filter(other -> other.getValue().keeps(row))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Also those whose job has still to go on: it does not look again where it was. */
    private Map<UUID, Other> others(Handle h, UUID but) {
        Map<UUID, Other> others = new LinkedHashMap<>();
        h.createQuery("SELECT id FROM privacy.request WHERE type = 'restriction' AND lifted_at IS NULL AND id <> :id"
                        + " AND status IN ('in-progress', 'failed', 'completed') ORDER BY filed_at")
                .bind("id", but)
                .mapTo(UUID.class)
                .list()
                .forEach(id -> others.put(
                        id, new Other(vault.who(h, id), keys(h, id, "call_key"), keys(h, id, "device_key"))));
        return others;
    }

    private static Set<Long> keys(Handle h, UUID id, String name) {
        return new HashSet<>(
                h.createQuery("SELECT DISTINCT key FROM privacy.subject_key WHERE request_id = :id AND name = :name")
                        .bind("id", id)
                        .bind("name", name)
                        .mapTo(Long.class)
                        .list());
    }
}
