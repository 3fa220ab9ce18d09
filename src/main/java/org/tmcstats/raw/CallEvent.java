package org.tmcstats.raw;

import org.jspecify.annotations.Nullable;

/**
 * An event of a call.
 *
 * @param atMicros time of the event, µs since the Unix epoch
 * @param type as sent, such as {@code ice-state-change}; at most 64 characters
 * @param detail the type's state: ICE state, session state, activation, signal, track media, entity role; null for
 *     unknown types
 * @param participant whom an {@code entity} event names; else null
 * @param body the whole event as JSON where it holds more than {@code type} and {@code detail}; else null
 */
public record CallEvent(
        long atMicros,
        String type,
        @Nullable String detail,
        @Nullable Participant participant,
        @Nullable String body) {
    /** The event without whom it names and what it said. */
    CallEvent unnamed() {
        return new CallEvent(atMicros, type, detail, null, null);
    }

    /** An agent or a customer; personal data. Empty strings where not sent. */
    public record Participant(String role, String externalId, String name) {}
}
