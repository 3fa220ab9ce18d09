package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regulation (EEC, Euratom) 1182/71 Art. 3: months end on the same date, or on the last day of a shorter month. */
class PeriodTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-31T10:00:00Z, UTC, 2026-02-28T10:00:00Z, 2026-04-30T10:00:00Z",
        "2028-01-31T10:00:00Z, UTC, 2028-02-29T10:00:00Z, 2028-04-30T10:00:00Z",
        "2026-02-28T10:00:00Z, UTC, 2026-03-28T10:00:00Z, 2026-05-28T10:00:00Z",
        "2026-08-31T10:00:00Z, UTC, 2026-09-30T10:00:00Z, 2026-11-30T10:00:00Z",
        "2026-11-30T10:00:00Z, UTC, 2026-12-30T10:00:00Z, 2027-02-28T10:00:00Z",
        // In Berlin it is March already, and summer when the month is over.
        "2026-02-28T23:30:00Z, Europe/Berlin, 2026-03-31T22:30:00Z, 2026-05-31T22:30:00Z",
        "2026-01-31T23:30:00Z, Asia/Tokyo, 2026-02-28T23:30:00Z, 2026-04-30T23:30:00Z"
    })
    void a_month_ends_on_its_date_or_on_the_last_day_there_is(
            Instant received, ZoneId zone, Instant due, Instant extended) {
        assertEquals(due, Period.due(received, zone));
        assertEquals(extended, Period.extended(received, zone));
    }
}
