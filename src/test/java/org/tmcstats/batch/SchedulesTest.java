package org.tmcstats.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

class SchedulesTest {
    private final Database database = TestDatabase.create().database();
    private final Schedules schedules = new Schedules(database);

    @Test
    void the_roll_ups_are_scheduled_from_the_start() {
        assertEquals(
                "*/5 * * * *",
                schedules.find("hourly-kpi").orElseThrow().schedule().cron());
        assertEquals(
                "15 * * * *",
                schedules.find("daily-kpi").orElseThrow().schedule().cron());
        schedules.plan();
        Instant next = nextFireAt();
        assertTrue(next.isBefore(Instant.now().plus(Duration.ofMinutes(6))), String.valueOf(next));
        assertTrue(schedules.take().isEmpty());
    }

    @Test
    void of_many_nodes_exactly_one_takes_a_time_that_has_come() throws Exception {
        int nodes = 8;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            for (int round = 0; round < 10; round++) {
                due("hourly-kpi", "1 second");
                CyclicBarrier together = new CyclicBarrier(nodes);
                List<Callable<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < nodes; i++) {
                    calls.add(() -> {
                        together.await();
                        return schedules.take().size();
                    });
                }
                int taken = 0;
                for (Future<Integer> call : threads.invokeAll(calls)) {
                    taken += call.get();
                }
                assertEquals(1, taken, "round " + round);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void times_that_passed_unserved_are_one_and_the_next_lies_ahead() {
        due("hourly-kpi", "3 hours");
        List<Schedules.Due> taken = schedules.take();
        assertEquals(1, taken.size());
        assertTrue(Duration.between(taken.get(0).at(), taken.get(0).now()).toHours() >= 2);
        assertTrue(nextFireAt().isAfter(taken.get(0).now()));
        assertTrue(schedules.take().isEmpty());
    }

    @Test
    void a_change_takes_effect_at_once() {
        due("hourly-kpi", "1 second");
        schedules.put("hourly-kpi", Schedule.of("0 0 1 1 *", "UTC", true, Schedule.SKIP));
        assertTrue(schedules.take().isEmpty());
        schedules.put("hourly-kpi", Schedule.of("* * * * *", "UTC", false, Schedule.SKIP));
        assertEquals(null, schedules.find("hourly-kpi").orElseThrow().nextFireAt());
        schedules.plan();
        assertTrue(schedules.take().isEmpty());
        assertFalse(schedules.find("hourly-kpi").orElseThrow().schedule().enabled());
    }

    private Instant nextFireAt() {
        return Objects.requireNonNull(schedules.find("hourly-kpi").orElseThrow().nextFireAt());
    }

    private void due(String job, String since) {
        database.useTransaction(h -> h.execute(
                "UPDATE ops.schedule SET next_fire_at = now() - ?::interval, enabled = job = ? WHERE true",
                since,
                job));
    }
}
