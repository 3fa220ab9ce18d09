package org.tmcstats.raw;

import org.jspecify.annotations.Nullable;

/**
 * Counters of one interface of a set-top box, totals since it came up; {@link Measurement#MISSING_LONG} where not sent.
 *
 * @param atMicros the report's timestamp, or the time of receipt when the box's clock was wrong
 * @param reportedMicros the report's timestamp as sent, µs since the Unix epoch
 * @param clockCorrected the reported time lay outside the accepted range
 * @param device id of the box; personal data
 * @param name interface, empty when not sent
 * @param speedMbps link speed, Mbit/s; {@link Measurement#MISSING} when not sent
 * @param duplex as sent, null when not
 * @param ip as sent, null when not; personal data, as netmask and gateway
 * @param unknown fields that the decoder does not know, JSON; null when there are none
 */
public record StbNetwork(
        long atMicros,
        long reportedMicros,
        boolean clockCorrected,
        String device,
        String name,
        int speedMbps,
        @Nullable String duplex,
        @Nullable String ip,
        @Nullable String netmask,
        @Nullable String gateway,
        long receivedBytes,
        long receivedPackets,
        long receivedErrors,
        long receivedDiscards,
        long receivedMulticast,
        long sentBytes,
        long sentPackets,
        long sentErrors,
        @Nullable String unknown)
        implements StbRecord {}
