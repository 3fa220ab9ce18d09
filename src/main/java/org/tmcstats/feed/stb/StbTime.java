package org.tmcstats.feed.stb;

import static org.tmcstats.raw.Measurement.MISSING_LONG;

import org.tmcstats.feed.AcceptedTimes;

/**
 * A box's clock, set right where it cannot be trusted. All times are µs since the Unix epoch.
 *
 * @param reported the report's timestamp
 * @param received time of receipt
 * @param accepted what counts as possible
 */
record StbTime(long reported, long received, AcceptedTimes accepted) {
    /** Whether the reported time is outside the accepted range. */
    boolean isCorrected() {
        return !accepted.accepts(reported, received);
    }

    /** The report's time on the corrected clock. */
    long at() {
        return isCorrected() ? received : reported;
    }

    /**
     * Another time of the same report on the corrected clock; MISSING_LONG when it is not sent or still impossible, as
     * when the box got its clock in between.
     */
    long corrected(long micros) {
        if (micros == MISSING_LONG) {
            return MISSING_LONG;
        }
        long time = micros + (at() - reported);
        return accepted.accepts(time, received) ? time : MISSING_LONG;
    }
}
