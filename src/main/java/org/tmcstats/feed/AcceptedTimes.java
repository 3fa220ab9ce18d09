package org.tmcstats.feed;

import java.time.Duration;
import java.time.Instant;
import org.tmcstats.config.Settings;
import org.tmcstats.raw.RawMessage;

/**
 * Times that a record may have, seen from its receipt: not older than {@code tmc.accept.max-age}, at most one hour ahead.
 *
 * @param maxAge how far back
 */
public record AcceptedTimes(Duration maxAge) {
    private static final long AHEAD_MICROS = Duration.ofHours(1).toSeconds() * 1_000_000;

    public static AcceptedTimes from(Settings settings) {
        return new AcceptedTimes(settings.duration("tmc.accept.max-age", Duration.ofDays(1), Duration.ofDays(3650)));
    }

    /** Whether a time is accepted; both in µs since the Unix epoch. */
    public boolean accepts(long atMicros, long receivedMicros) {
        return atMicros <= receivedMicros + AHEAD_MICROS && atMicros >= receivedMicros - maxAge.toSeconds() * 1_000_000;
    }

    /** A message's time of receipt, µs since the Unix epoch. */
    public static long receivedMicros(RawMessage message) {
        Instant at = message.receivedAt();
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }
}
