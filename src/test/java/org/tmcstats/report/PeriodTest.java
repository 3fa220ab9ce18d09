package org.tmcstats.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

class PeriodTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @Test
    void a_date_is_its_start_in_the_zone() {
        assertEquals(
                Instant.parse("2026-11-20T23:00:00Z"),
                Period.of("day", "2026-11-21", "2026-11-22", ZONE, ZONE).from());
    }

    /** The database knows no such times. */
    @ParameterizedTest
    @CsvSource({
        "-999999999-01-01T00:00:00Z, -999999999-01-02T00:00:00Z",
        "+300000-01-01T00:00:00Z, +300000-01-02T00:00:00Z",
        "2026-11-21T00:00:00Z, +10000-01-01T00:00:00Z"
    })
    void a_year_of_more_than_four_digits_is_refused(String from, String to) {
        ProblemException refused = assertThrows(ProblemException.class, () -> Period.of("hour", from, to, ZONE, ZONE));
        assertEquals(ProblemType.BAD_PARAMETER, refused.type());
    }
}
