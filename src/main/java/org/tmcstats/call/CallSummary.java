package org.tmcstats.call;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call.
 *
 * @param ref opaque reference, as the report {@code calls} gives it
 * @param sessionId {@code ***} when the identity is gone
 * @param conversationId null when none was sent; {@code ***} when the identity is gone
 * @param startedAt first record, event or measurement; null when none is left
 * @param endedAt last record, event or measurement
 * @param durationS time between them, s
 * @param events events that are left
 * @param participants agents and customers; {@code ***} when the identity is gone
 * @param legs where it was measured
 */
public record CallSummary(
        String ref,
        String sessionId,
        @Nullable String conversationId,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Double durationS,
        long events,
        List<Participant> participants,
        List<Leg> legs) {

    /**
     * Somebody in the call.
     *
     * @param role agent or customer
     * @param id agent id, or the customer's number or id
     * @param name of the leg in events; empty when none was sent
     */
    public record Participant(String role, String id, String name) {}

    /**
     * A pair of transport addresses.
     *
     * @param local IP:port of the reporter
     * @param remote IP:port of its peer
     */
    public record Address(String local, String remote) {}

    /**
     * A place where the call was measured.
     *
     * @param label last part of the location, such as agent
     * @param location as the source names it, such as mediaserver/agent
     * @param dataset ms: seen by the media server; ui: by the user interface
     * @param server feed that it came through
     * @param addresses that it used; {@code ***} when the identity is gone
     * @param network the transport under all streams; null when not measured
     * @param streams audio and video
     */
    public record Leg(
            String label,
            String location,
            String dataset,
            String server,
            List<Address> addresses,
            @Nullable Network network,
            List<StreamQuality> streams) {}

    /**
     * The transport of a leg.
     *
     * @param samples measurements
     * @param bytes sent
     * @param rttMsMean round-trip time, mean of the samples, ms
     * @param rttMsMax greatest, ms
     */
    public record Network(
            long samples,
            @Nullable BigDecimal bytes,
            @Nullable Double rttMsMean,
            @Nullable Double rttMsMax) {}

    /**
     * One stream, as seen by the reporter of its leg. Null where not measured.
     *
     * @param media audio or video
     * @param ssrc null: these sources do not tell it
     * @param direction sent or received by the reporter
     * @param samples measurements
     * @param packets sent or received
     * @param packetsLost negative when duplicates arrived (RFC 3550 6.4.1)
     * @param bytes sent or received
     * @param mosMean reported MOS, mean of the samples, 1..5
     * @param mosEstimatedMean MOS estimated where none was reported
     * @param jitterMsMean interarrival jitter, mean of the samples, ms
     * @param lossRatio lost/sent, or lost/(lost + received), over the whole call, 0..1
     * @param rttMsMean round-trip time, mean of the samples, ms
     * @param badSampleRatio share of bad samples, 0..1
     */
    public record StreamQuality(
            String media,
            @Nullable String ssrc,
            String direction,
            long samples,
            @Nullable Long packets,
            @Nullable Long packetsLost,
            @Nullable BigDecimal bytes,
            @Nullable Double mosMean,
            @Nullable Double mosMin,
            @Nullable Double mosMax,
            @Nullable Double mosEstimatedMean,
            @Nullable Double jitterMsMean,
            @Nullable Double jitterMsMax,
            @Nullable Double lossRatio,
            @Nullable Double rttMsMean,
            @Nullable Double rttMsMax,
            @Nullable Double badSampleRatio) {}
}
