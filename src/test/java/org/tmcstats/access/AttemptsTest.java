package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.testing.TestSettings;

class AttemptsTest {
    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "203.0.113.7";

    private final AtomicLong nanos = new AtomicLong(42);
    private final Attempts attempts = new Attempts(
            AccessConfig.from(TestSettings.with(
                    "tmc.access.failures-per-client", "3",
                    "tmc.access.failures-per-address", "6",
                    "tmc.access.longest-lock", "PT8S")),
            nanos::get);

    @Test
    void a_client_is_locked_where_the_wrong_secrets_came_from_and_nowhere_else() {
        fail("box", HERE, 2);
        assertDoesNotThrow(() -> attempts.check("box", HERE));
        fail("box", HERE, 1);
        assertLocked("box", HERE);
        assertDoesNotThrow(() -> attempts.check("box", ELSEWHERE));
        assertDoesNotThrow(() -> attempts.check("another", HERE));
    }

    @Test
    void a_lock_doubles_up_to_a_bound_and_then_one_more_try_is_looked_at() {
        fail("box", HERE, 3);
        assertEquals(2, retryAfter("box", HERE));
        wait(1);
        assertDoesNotThrow(() -> attempts.check("box", HERE));
        fail("box", HERE, 1);
        assertEquals(3, retryAfter("box", HERE));
        fail("box", HERE, 40);
        assertEquals(9, retryAfter("box", HERE));
        wait(8);
        assertDoesNotThrow(() -> attempts.check("box", HERE));
    }

    @Test
    void an_address_that_tries_many_clients_is_locked() {
        for (int i = 0; i < 6; i++) {
            attempts.failed("client-" + i, HERE);
        }
        assertLocked("never-tried", HERE);
        assertDoesNotThrow(() -> attempts.check("never-tried", ELSEWHERE));
        attempts.succeeded("never-tried", HERE);
        assertLocked("never-tried", HERE);
    }

    @Test
    void a_right_secret_clears_the_count_of_its_client_there() {
        fail("box", HERE, 2);
        attempts.succeeded("box", HERE);
        fail("box", HERE, 2);
        assertDoesNotThrow(() -> attempts.check("box", HERE));
    }

    @Test
    void codes_are_counted_wherever_they_come_from() {
        for (int i = 0; i < 3; i++) {
            attempts.codeTried("erika");
        }
        assertThrows(ProblemException.class, () -> attempts.codeTried("erika"));
        wait(3);
        attempts.codeTried("erika");
        attempts.codeSucceeded("erika");
        assertDoesNotThrow(() -> attempts.codeTried("erika"));
    }

    @Test
    void many_codes_at_once_are_as_many_as_one_after_the_other() {
        long lookedAt = IntStream.range(0, 1000)
                .parallel()
                .filter(i -> {
                    try {
                        attempts.codeTried("erika");
                        return true;
                    } catch (ProblemException e) {
                        return false;
                    }
                })
                .count();
        assertEquals(3, lookedAt);
    }

    @Test
    void ids_that_no_client_can_have_count_as_one() {
        for (int i = 0; i < 3; i++) {
            attempts.failed("no id " + i + "x".repeat(100), HERE);
        }
        assertLocked("another that is none", HERE);
        assertDoesNotThrow(() -> attempts.check("box", HERE));
    }

    @Test
    void an_ipv6_address_counts_as_its_network() {
        fail("box", "2001:db8:1:2::1", 1);
        fail("box", "2001:0db8:0001:0002:ffff::9", 1);
        fail("box", "2001:db8:1:2:abcd:1:2:3%eth0", 1);
        assertLocked("box", "2001:db8:1:2::2");
        assertDoesNotThrow(() -> attempts.check("box", "2001:db8:1:3::1"));
        fail("box", "not:an:address", 3);
        assertLocked("box", "not:an:address");
    }

    @Test
    void a_lock_longer_than_an_hour_is_one() {
        Attempts patient = new Attempts(
                AccessConfig.from(
                        TestSettings.with("tmc.access.failures-per-client", "1", "tmc.access.longest-lock", "PT4H")),
                nanos::get);
        for (int i = 0; i < 20; i++) {
            patient.failed("box", HERE);
        }
        wait(3 * 3600);
        assertThrows(ProblemException.class, () -> patient.check("box", HERE));
        wait(3601);
        assertDoesNotThrow(() -> patient.check("box", HERE));
    }

    @Test
    void an_hour_later_all_is_forgotten() {
        fail("box", HERE, 3);
        wait(3601);
        fail("box", HERE, 2);
        assertDoesNotThrow(() -> attempts.check("box", HERE));
    }

    private void fail(String client, String address, int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(client, address);
        }
    }

    private void wait(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void assertLocked(String client, String address) {
        ProblemException locked = assertThrows(ProblemException.class, () -> attempts.check(client, address));
        assertEquals(ProblemType.TOO_MANY_REQUESTS, locked.type());
        assertTrue(locked.retryAfter().isPresent());
    }

    private long retryAfter(String client, String address) {
        return assertThrows(ProblemException.class, () -> attempts.check(client, address))
                .retryAfter()
                .orElseThrow()
                .toSeconds();
    }
}
