package org.tmcstats.privacy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request as officers see it.
 *
 * @param identities with their values while the request is open; after it the keyed hash alone
 * @param receivedAt receipt from the person: periods run from here
 * @param dueAt end of the period of Art. 12(3), as extended
 * @param dueSoon open, and due within tmc.privacy.due-soon
 * @param overdue open, and past its due date
 * @param extension null when the period was not extended
 * @param identityCheck how the identity was checked (Art. 12(6)); null until it was
 * @param approval null until it was approved
 * @param closing why and by whom it was refused, cancelled or completed; null while it is open
 * @param review of an automated decision by a human (Art. 22(3)); null for other types
 * @param execution latest run of its job; null before the first
 * @param result rows by table; null until its job is done
 * @param exportExpiresAt until when its export can be downloaded; null when there is none
 * @param liftedAt when a restriction or objection ended; null while it holds
 * @param error why its job failed; null when it did not
 */
public record SubjectRequest(
        UUID id,
        RequestType type,
        RequestStatus status,
        String channel,
        List<Identity> identities,
        Instant receivedAt,
        Instant filedAt,
        String filedBy,
        Instant dueAt,
        boolean dueSoon,
        boolean overdue,
        @Nullable Step extension,
        @Nullable Step identityCheck,
        @Nullable Step approval,
        @Nullable Closing closing,
        @Nullable Map<String, Object> review,
        @Nullable Long execution,
        @Nullable Map<String, Object> result,
        @Nullable Instant exportExpiresAt,
        @Nullable Instant liftedAt,
        @Nullable String error) {
    /** Whom it is about. */
    @Schema(name = "SubjectRequestIdentity")
    public record Identity(String kind, String value, String hash) {}

    /**
     * Something that a client did.
     *
     * @param detail the reason or the method; null when none is wanted
     */
    @Schema(name = "SubjectRequestStep")
    public record Step(Instant at, String by, @Nullable String detail) {}

    /**
     * The end of a request.
     *
     * @param by null when its job ended it
     * @param ground in law, of a refusal
     * @param reason as the person was told
     */
    public record Closing(
            Instant at,
            @Nullable String by,
            @Nullable String ground,
            @Nullable String reason) {}

    /** What happened, for the record (Art. 5(2)). */
    @Schema(name = "SubjectRequestEvent")
    public record Event(
            Instant at,
            @Nullable String by,
            String what,
            @Nullable String note) {}

    /**
     * A notice to a recipient (Art. 19).
     *
     * @param state due, sent or impossible
     * @param means how it was sent, or why it is impossible
     */
    @Schema(name = "SubjectRequestNotice")
    public record Notice(
            long id,
            String recipient,
            String state,
            @Nullable String means,
            Instant at,
            @Nullable String by) {}

    /** All that is known of one. */
    public record Detail(SubjectRequest request, List<Event> history, List<Notice> notices) {}
}
