package org.tmcstats.call;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Something that happened in a call. */
public sealed interface TimelineItem {
    /** When, UTC. */
    Instant at();

    /**
     * An event.
     *
     * @param kind always {@code event}
     * @param type signal, signal-error, ice-state-change, media-state, track, entity, session-state, or as sent
     * @param detail ICE state, session state and the like; null for unknown types
     * @param server feed that it came through
     * @param body the whole event; null when it names nobody, {@code ***} when what it may have named is gone
     */
    @Schema(name = "CallEvent")
    record Event(
            Instant at,
            String kind,
            String type,
            @Nullable String detail,
            String server,
            @Nullable Object body) implements TimelineItem {}

    /**
     * A measurement of one interval, null where not measured.
     *
     * @param kind always {@code measurement}
     * @param media audio, video or network
     * @param direction sent, received; both for network
     * @param bad a bad sample by the limits in force
     */
    record Measured(
            Instant at,
            String kind,
            String location,
            String dataset,
            String server,
            String media,
            String direction,
            @Nullable Integer packets,
            @Nullable Integer packetsLost,
            @Nullable Long bytes,
            @Nullable Double mos,
            @Nullable Double mosEstimated,
            @Nullable Double jitterMs,
            @Nullable Double lossRatio,
            @Nullable Double rttMs,
            @Nullable Double sendKbps,
            @Nullable Double receiveKbps,
            boolean bad)
            implements TimelineItem {}
}
