package org.tmcstats.privacy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;

/**
 * A request to be filed.
 *
 * @param type access, portability, erasure, rectification, restriction, objection or automated-decision
 * @param identities whom it is about, 1 to 100
 * @param receivedAt receipt from the person; now when not said
 * @param identityCheck how the identity was checked (Art. 12(6)); names no one
 * @param corrections of a rectification
 * @param note what the person said; kept while the request is open
 */
public record NewRequest(
        @Nullable String type,
        @Nullable List<Identity> identities,
        @Nullable String receivedAt,
        @Nullable String identityCheck,
        @Nullable List<Change> corrections,
        @Nullable String note) {
    private static final int MOST = 100;
    private static final int LONGEST = 1024;
    private static final int LONGEST_TEXT = 10_000;
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /** An identifier: agent, customer, phone, sip-uri, ip, device or session. */
    public record Identity(@Nullable String kind, @Nullable String value) {}

    /** What is wrong, and what is right. */
    public record Change(
            @Nullable String kind,
            @Nullable String from,
            @Nullable String to) {}

    Requests.Filing filing(Instant now, @Nullable String idempotencyKey) {
        List<Fault> faults = new ArrayList<>();
        RequestType wanted = RequestType.find(type).orElse(RequestType.ACCESS);
        if (RequestType.find(type).isEmpty()) {
            faults.add(new Fault("/type", "must be one of " + RequestType.words()));
        }
        List<Clear.Named> named = named(faults);
        List<Clear.Correction> changes = changes(wanted, faults);
        Instant received = received(now, faults);
        if (note != null && note.length() > LONGEST_TEXT) {
            faults.add(new Fault("/note", "has at most 10000 characters"));
        }
        if (identityCheck != null && (identityCheck.isBlank() || identityCheck.length() > 2000)) {
            faults.add(new Fault("/identityCheck", "must be 1 to 2000 characters"));
        }
        if (idempotencyKey != null && (idempotencyKey.isBlank() || idempotencyKey.length() > 255)) {
            faults.add(new Fault("", "the header Idempotency-Key must be 1 to 255 characters"));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The request cannot be filed as asked", faults);
        }
        return new Requests.Filing(
                null,
                wanted,
                new Clear(named, changes, note),
                received,
                identityCheck,
                Requests.REST,
                idempotencyKey,
                toText(),
                List.of());
    }

    private List<Clear.Named> named(List<Fault> faults) {
        List<Clear.Named> named = new ArrayList<>();
        if (identities == null || identities.isEmpty() || identities.size() > MOST) {
            faults.add(new Fault("/identities", "must hold 1 to " + MOST + " of kind and value"));
            return named;
        }
        for (int i = 0; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            String at = "/identities/" + i;
            String kind = identity == null ? null : identity.kind();
            String value = identity == null ? null : identity.value();
            if (checked(at, kind, "kind", value, "value", faults)) {
                named.add(new Clear.Named(
                        String.valueOf(kind), String.valueOf(value).strip()));
            }
        }
        return named;
    }

    private List<Clear.Correction> changes(RequestType wanted, List<Fault> faults) {
        List<Clear.Correction> changes = new ArrayList<>();
        if (wanted != RequestType.RECTIFICATION) {
            if (corrections != null) {
                faults.add(new Fault("/corrections", "belongs to rectification alone"));
            }
            return changes;
        }
        if (corrections == null || corrections.isEmpty() || corrections.size() > MOST) {
            faults.add(new Fault("/corrections", "must hold 1 to " + MOST + " of kind, from and to"));
            return changes;
        }
        for (int i = 0; i < corrections.size(); i++) {
            Change change = corrections.get(i);
            String at = "/corrections/" + i;
            String kind = change == null ? null : change.kind();
            String from = change == null ? null : change.from();
            String to = change == null ? null : change.to();
            if (checked(at, kind, "kind", from, "from", faults) & checked(at, kind, "kind", to, "to", faults)) {
                changes.add(new Clear.Correction(
                        String.valueOf(kind),
                        String.valueOf(from).strip(),
                        String.valueOf(to).strip()));
            }
        }
        return changes;
    }

    private static boolean checked(
            String at,
            @Nullable String kind,
            String kindField,
            @Nullable String value,
            String valueField,
            List<Fault> faults) {
        boolean sound = true;
        if (kind == null || PersonKind.of(kind).isEmpty()) {
            faults.add(
                    new Fault(at + "/" + kindField, "must be agent, customer, phone, sip-uri, ip, device or session"));
            sound = false;
        }
        if (value == null || value.isBlank() || value.length() > LONGEST || value.indexOf('\0') >= 0) {
            faults.add(new Fault(at + "/" + valueField, "must be 1 to " + LONGEST + " characters"));
            sound = false;
        }
        return sound;
    }

    private Instant received(Instant now, List<Fault> faults) {
        if (receivedAt == null) {
            return now;
        }
        try {
            Instant at = OffsetDateTime.parse(receivedAt).toInstant();
            if (at.isAfter(now.plus(CLOCKS_APART))) {
                faults.add(new Fault("/receivedAt", "must not lie in the future"));
            }
            return at;
        } catch (DateTimeException e) {
            faults.add(new Fault("/receivedAt", "must be an ISO-8601 time with its offset"));
            return now;
        }
    }

    /** The body in one spelling, for telling a repeat from another request. */
    private String toText() {
        return RequestRows.JSON.writeValueAsString(this);
    }
}
