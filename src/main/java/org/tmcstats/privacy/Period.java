package org.tmcstats.privacy;

import java.time.Instant;
import java.time.ZoneId;

/**
 * The period of GDPR Art. 12(3) in calendar months: it ends at the same time of the same day of a later month, or of that
 * month's last day when it has no such day (Regulation 1182/71 Art. 3(2)(c)): 31 January gives 28 or 29 February.
 */
final class Period {
    private static final int MONTHS = 1;
    private static final int FURTHER_MONTHS = 2;

    private Period() {}

    /** End of the first month. */
    static Instant due(Instant receivedAt, ZoneId zone) {
        return receivedAt.atZone(zone).plusMonths(MONTHS).toInstant();
    }

    /** End of the extended period: counted from receipt, so that a short month does not shorten it. */
    static Instant extended(Instant receivedAt, ZoneId zone) {
        return receivedAt.atZone(zone).plusMonths(MONTHS + FURTHER_MONTHS).toInstant();
    }
}
