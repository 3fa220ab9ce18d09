package org.tmcstats.feed.mediaserver;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts to connect: a random part of a bound that doubles from 1 s to 60 s ("full jitter": Brooker,
 * Exponential Backoff And Jitter, AWS Architecture Blog, 2015), so that many nodes do not return all at once.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next wait. */
    Duration next() {
        long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 6));
        failures++;
        return Duration.ofMillis(random.nextLong(bound + 1));
    }

    /** Begins anew, after a connection that was worth something. */
    void reset() {
        failures = 0;
    }
}
