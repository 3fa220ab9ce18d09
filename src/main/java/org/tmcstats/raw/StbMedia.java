package org.tmcstats.raw;

import org.jspecify.annotations.Nullable;

/**
 * One playback session of a set-top box. Counts are {@link Measurement#MISSING_LONG} where not sent.
 *
 * @param atMicros end of the session on the corrected clock; time of the report when none was sent
 * @param reportedMicros the report's timestamp as sent, µs since the Unix epoch
 * @param beginMicros begin of the session on the corrected clock; MISSING_LONG when not sent
 * @param endMicros end likewise
 * @param clockCorrected the reported time lay outside the accepted range
 * @param device id of the box; personal data
 * @param url as sent, null when not
 * @param channelId {@code id} as sent, null when not
 * @param proto as sent, null when not
 * @param avgBitrateBps average bitrate, bit/s
 * @param unknown fields that the decoder does not know, JSON; null when there are none
 */
public record StbMedia(
        long atMicros,
        long reportedMicros,
        long beginMicros,
        long endMicros,
        boolean clockCorrected,
        String device,
        @Nullable String url,
        @Nullable String channelId,
        @Nullable String proto,
        long avgBitrateBps,
        long discontinuities,
        long videoDecoded,
        long videoDropped,
        long videoFailed,
        long audioDecoded,
        long audioDropped,
        long audioFailed,
        @Nullable String unknown)
        implements StbRecord {}
