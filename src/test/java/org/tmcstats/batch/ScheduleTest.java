package org.tmcstats.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tmcstats.problem.ProblemException;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/5 * * * *  | UTC           | 2026-03-29T10:00:00Z | 2026-03-29T10:05:00Z",
                "*/5 * * * *  | UTC           | 2026-03-29T10:04:59.999Z | 2026-03-29T10:05:00Z",
                "15 * * * *   | UTC           | 2026-03-29T10:15:00Z | 2026-03-29T11:15:00Z",
                "0 3 * * 1    | UTC           | 2026-03-29T10:15:00Z | 2026-03-30T03:00:00Z",
                "0 0 29 2 *   | UTC           | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "30 4 * * *   | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-29T02:30:00Z",
                "30 4 * * *   | Europe/Berlin | 2026-03-27T12:00:00Z | 2026-03-28T03:30:00Z",
            })
    void the_next_time_follows_the_fields_in_their_zone(String cron, String zone, Instant after, Instant next) {
        assertEquals(next, Schedule.of(cron, zone, true, Schedule.SKIP).after(after));
    }

    @Test
    void a_time_that_the_clocks_leave_out_is_made_up_for_behind_the_gap() {
        Schedule night = Schedule.of("30 2 * * *", "Europe/Berlin", true, Schedule.SKIP);
        Instant behindGap = Instant.parse("2026-03-29T01:30:00Z");
        assertEquals(behindGap, night.after(Instant.parse("2026-03-28T12:00:00Z")));
        assertEquals(Instant.parse("2026-03-30T00:30:00Z"), night.after(behindGap));
    }

    @Test
    void every_five_minutes_stays_so_when_the_clocks_change() {
        Schedule often = Schedule.of("*/5 * * * *", "Europe/Berlin", true, Schedule.SKIP);
        for (String start : List.of("2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z")) {
            Instant time = Instant.parse(start);
            for (int i = 0; i < 36; i++) {
                assertEquals(time.plusSeconds(300), often.after(time));
                time = often.after(time);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "60 * * * *", "* * * * * *", "0 0 30 2 *", "@every 5m", "a b c d e"})
    void a_cron_that_never_fires_is_refused_with_its_pointer(String cron) {
        ProblemException problem =
                assertThrows(ProblemException.class, () -> Schedule.of(cron, "UTC", true, Schedule.SKIP));
        assertEquals("/cron", problem.faults().get(0).pointer());
    }

    @Test
    void each_fault_is_told() {
        ProblemException problem =
                assertThrows(ProblemException.class, () -> Schedule.of(null, "Mars/Olympus", null, "later"));
        assertEquals(
                List.of("/zone", "/cron", "/misfire"),
                problem.faults().stream().map(ProblemException.Fault::pointer).toList());
    }
}
