package org.tmcstats.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

class QueryTextTest {
    @Test
    void a_time_is_read_with_its_offset() {
        assertEquals(
                Optional.of(Instant.parse("2026-03-29T08:00:00Z")),
                QueryText.instant("from", "2026-03-29T10:00:00+02:00"));
        assertEquals(
                Optional.of(Instant.parse("0001-01-01T00:00:00Z")), QueryText.instant("from", "0001-01-01T00:00:00Z"));
        assertEquals(
                Optional.of(Instant.parse("9999-12-31T23:59:59.999999Z")),
                QueryText.instant("to", "9999-12-31T23:59:59.999999Z"));
        assertEquals(Optional.empty(), QueryText.instant("from", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-999999999-01-01T00:00:00Z",
                "0000-12-31T23:59:59Z",
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-01:00",
                "+300000-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "2026-03-29T10:00:00",
                "yesterday",
                ""
            })
    void what_is_no_time_of_the_years_one_to_9999_is_refused(String text) {
        ProblemException refused = assertThrows(ProblemException.class, () -> QueryText.instant("from", text));
        assertEquals(ProblemType.BAD_PARAMETER, refused.type());
        Faults faults = new Faults();
        faults.instantIfAny("/from", text);
        assertEquals(
                "/from",
                assertThrows(ProblemException.class, () -> faults.refuse("no"))
                        .faults()
                        .get(0)
                        .pointer());
    }
}
