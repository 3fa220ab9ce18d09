package org.tmcstats.call;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tmcstats.audit.Subject;
import org.tmcstats.call.CallSummary.Participant;

/**
 * An answer about a call, and about whom it is.
 *
 * @param sessionId null when the identity is gone
 */
record Shown<T>(T answer, @Nullable String sessionId, List<Participant> participants) {
    /** People in the call, each once. */
    long persons() {
        return people().count();
    }

    /** They and the call. */
    List<Subject> subjects() {
        return Stream.concat(Stream.ofNullable(sessionId).map(id -> new Subject("session", id)), people())
                .toList();
    }

    private Stream<Subject> people() {
        return participants.stream().map(p -> new Subject(p.role(), p.id())).distinct();
    }
}
