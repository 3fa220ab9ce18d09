package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tmcstats.config.SettingException;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.JdbcTransactions;
import org.tmcstats.store.Transactions;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

class CredentialsTest {
    private static final String ADDRESS = "192.0.2.1";

    private final Line line =
            new Line(new JdbcTransactions(TestDatabase.create().dataSource()));
    private final Database database = new Database(line);
    private final Clients clients = new Clients(database, change -> {});
    private final AtomicLong nanos = new AtomicLong();
    private final Attempts attempts = new Attempts(AccessConfig.from(TestSettings.with()), nanos::get);
    private final Credentials credentials = new Credentials(clients, attempts, nanos::get);
    private final String secret = Secrets.generate("box");

    CredentialsTest() {
        clients.add("box", List.of(Role.FEEDER), null, null, Secrets.hash(secret));
    }

    @Test
    void the_right_secret_opens_and_no_other() {
        assertEquals(
                List.of(Role.FEEDER),
                credentials.verify("box", secret, ADDRESS).orElseThrow().roles());
        assertTrue(credentials.verify("box", secret + "x", ADDRESS).isEmpty());
        assertTrue(credentials.verify("xob", secret, ADDRESS).isEmpty());
    }

    @Test
    void the_id_is_found_in_a_generated_secret() {
        assertEquals("a.b", Secrets.idIn(Secrets.generate("a.b")));
        assertEquals("box".length() + 1 + 43, secret.length());
        assertEquals("", Secrets.idIn("nothing"));
    }

    @Test
    void a_hash_is_argon2id_in_phc_format_with_a_salt_of_its_own() {
        String hash = Secrets.hash("x");
        assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), hash);
        assertFalse(hash.equals(Secrets.hash("x")));
    }

    @Test
    void a_verified_client_goes_on_while_the_database_is_away_and_others_are_told_to_come_again() {
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        line.cut = true;
        nanos.addAndGet(Duration.ofHours(3).toNanos());
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        ProblemException problem =
                assertThrows(ProblemException.class, () -> credentials.verify("box", "something else", ADDRESS));
        assertEquals(ProblemType.UNAVAILABLE, problem.type());
        assertTrue(problem.retryAfter().isPresent());
    }

    @Test
    void a_removed_client_and_an_old_secret_are_noticed_within_ten_seconds() {
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        clients.changeSecret("box", Secrets.hash("another"), Duration.ZERO);
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertTrue(credentials.verify("box", secret, ADDRESS).isEmpty());
        assertTrue(credentials.verify("box", "another", ADDRESS).isPresent());
        clients.add("admin", Role.ALL, null, null, Secrets.hash("y"));
        assertTrue(clients.remove("box"));
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertTrue(credentials.verify("box", "another", ADDRESS).isEmpty());
    }

    @Test
    void both_secrets_are_good_in_an_overlap_until_it_ends() {
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        clients.changeSecret("box", Secrets.hash("another"), Duration.ofHours(1));
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        assertTrue(credentials.verify("box", "another", ADDRESS).isPresent());
        clients.endPrevious("box");
        credentials.forget("box");
        assertTrue(credentials.verify("box", secret, ADDRESS).isEmpty());
        assertTrue(credentials.verify("box", "another", ADDRESS).isPresent());
    }

    @Test
    void whoever_guesses_is_locked_out_and_a_secret_that_was_right_goes_on() {
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        ProblemException locked = assertThrows(ProblemException.class, () -> {
            for (int i = 0; i < 10; i++) {
                credentials.verify("box", "guess " + i, ADDRESS);
            }
        });
        assertEquals(ProblemType.TOO_MANY_REQUESTS, locked.type());
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        nanos.addAndGet(Duration.ofMinutes(16).toNanos());
        assertTrue(credentials.verify("box", "another guess", ADDRESS).isEmpty());
    }

    @Test
    void many_guesses_at_once_are_not_more_than_one_after_the_other() {
        int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        int free = 5;
        long lookedAt = IntStream.range(0, 24)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return credentials
                                        .verify("box", "guess " + i, ADDRESS)
                                        .isEmpty();
                            } catch (ProblemException locked) {
                                return false;
                            }
                        },
                        command -> new Thread(command).start()))
                .toList()
                .stream()
                .filter(CompletableFuture::join)
                .count();
        assertTrue(lookedAt >= free && lookedAt < free + atOnce, lookedAt + " guesses");
    }

    @Test
    void a_secret_beyond_every_length_opens_nothing() {
        String longest = "x".repeat(1024);
        clients.add("long", List.of(Role.FEEDER), null, null, Secrets.hash(longest));
        clients.add("longer", List.of(Role.FEEDER), null, null, Secrets.hash(longest + "x"));
        assertTrue(credentials.verify("long", longest, ADDRESS).isPresent());
        assertTrue(credentials.verify("longer", longest + "x", ADDRESS).isEmpty());
        FirstAdmin first = new FirstAdmin(clients, TestSettings.with());
        assertThrows(SettingException.class, () -> print(first, longest + "x"));
    }

    @Test
    void a_wrong_secret_is_compared_as_often_for_unknown_clients_as_for_those_in_an_overlap() {
        assertEquals(2, credentials.compared(Optional.empty()).size());
        assertEquals(2, credentials.compared(clients.find("box")).size());
        clients.changeSecret("box", Secrets.hash("another"), Duration.ofHours(1));
        assertEquals(2, clients.find("box").orElseThrow().secretHashes().size());
        assertEquals(clients.find("box").orElseThrow().secretHashes(), credentials.compared(clients.find("box")));
    }

    @Test
    void a_session_is_not_opened_by_a_pair_that_is_only_remembered() {
        Sessions sessions = new Sessions(database, AccessConfig.from(TestSettings.with()));
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent());
        Credentials.Proof early = credentials.proveNow("box", secret, ADDRESS).orElseThrow();
        String opened = sessions.open("box", early.secretHash(), false).orElseThrow();
        // On another node.
        clients.changeSecret("box", Secrets.hash("another"), Duration.ofHours(1));
        assertTrue(sessions.find(opened).isEmpty());
        String overlapping = sessions.open("box", early.secretHash(), false).orElseThrow();
        clients.endPrevious("box");
        assertTrue(sessions.find(overlapping).isEmpty());
        assertTrue(credentials.verify("box", secret, ADDRESS).isPresent(), "still remembered");
        assertTrue(credentials.proveNow("box", secret, ADDRESS).isEmpty());
        assertTrue(sessions.open("box", early.secretHash(), false).isEmpty(), "by who was on the way meanwhile");
    }

    @Test
    void the_last_admin_stays() {
        clients.add("admin", Role.ALL, null, null, Secrets.hash("y"));
        assertThrows(ProblemException.class, () -> clients.remove("admin"));
        assertTrue(clients.anyAdmin());
    }

    @Test
    void the_first_admin_has_the_given_secret_or_a_printed_one() {
        FirstAdmin first = new FirstAdmin(clients, TestSettings.with());
        String printed = print(first, "");
        String random = printed.replaceAll("(?s).*secret (\\S+) .*", "$1");
        assertEquals(
                Role.ALL,
                credentials.verify("admin", random, ADDRESS).orElseThrow().roles());
        assertEquals("", print(first, ""));
        assertEquals("", print(first, "set by somebody"));
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertTrue(credentials.verify("admin", random, ADDRESS).isPresent());
        assertTrue(credentials.verify("admin", "set by somebody", ADDRESS).isEmpty());
    }

    private static String print(FirstAdmin first, String given) {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        first.make(given, new PrintStream(terminal, true, StandardCharsets.UTF_8));
        return terminal.toString(StandardCharsets.UTF_8);
    }

    /** The way to the database, which can be cut. */
    private static final class Line implements Transactions {
        private final Transactions whole;
        private volatile boolean cut;

        Line(Transactions whole) {
            this.whole = whole;
        }

        @Override
        public <T> T join(Work<T> work) {
            return whole.join(c -> {
                if (cut) {
                    throw new SQLException("cut", "08006");
                }
                return work.run(c);
            });
        }

        @Override
        public <T> T separate(Work<T> work) {
            return join(work);
        }

        @Override
        public <T> T without(Work<T> work) {
            return join(work);
        }

        @Override
        public boolean isUnderWay() {
            return whole.isUnderWay();
        }
    }
}
