package org.tmcstats.spool;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.Identities;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.raw.CallReport;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.Decoder;
import org.tmcstats.raw.FeedCounters;
import org.tmcstats.raw.Measurement;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.raw.RawWriter;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

@Timeout(120)
class SpoolTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path dir;

    private static final CompletableFuture<?> NOT_HELD = CompletableFuture.completedFuture(null);

    /** Sessions whose records are not stored before the future completes. */
    private final Map<String, CompletableFuture<?>> held = new ConcurrentHashMap<>();

    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    /** A session and a packet count, as {@code session,count}; {@code #} makes the count unreadable. */
    private final class Lines implements Decoder {
        @Override
        public String kind() {
            return "lines";
        }

        @Override
        public Decoded decode(RawMessage message) {
            String[] line = new String(message.body(), StandardCharsets.UTF_8).split(",", 2);
            reached.add(line[0]);
            held.getOrDefault(line[0], NOT_HELD).join();
            if (line[1].equals("#")) {
                return new Decoded(1, List.of(), List.of(new Decoded.Rejected(0, "/count", message.body())));
            }
            int none = Measurement.MISSING;
            long noLong = Measurement.MISSING_LONG;
            Measurement measurement = new Measurement(
                    1,
                    Integer.parseInt(line[1].trim()),
                    none,
                    none,
                    none,
                    none,
                    none,
                    none,
                    noLong,
                    noLong,
                    noLong,
                    noLong,
                    none,
                    none,
                    none,
                    none,
                    none,
                    false);
            return new Decoded(
                    1,
                    List.of(new CallReport(
                            message.receivedAt().toEpochMilli() * 1000,
                            line[0],
                            null,
                            "ms",
                            "x",
                            message.server(),
                            null,
                            null,
                            List.of(measurement),
                            List.of(),
                            null)),
                    List.of());
        }
    }

    private Spool open(TestDatabase on, String... settings) {
        Database database = on.database();
        List<String> all = new ArrayList<>(List.of("tmc.spool.dir", dir.toString(), "tmc.spool.linger", "PT0S"));
        all.addAll(List.of(settings));
        Settings with = TestSettings.with(all.toArray(String[]::new));
        Spool spool = new Spool(
                with, new RawWriter(database, new Identities(database), new FeedCounters(), List.of(new Lines())));
        spool.open(Thread::new);
        return spool;
    }

    private static RawMessage line(String session, Object count) {
        return new RawMessage("lines/a", "", NOW, (session + "," + count).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Integer> counts(TestDatabase in) {
        return in.database()
                .inTransaction(h -> h.createQuery("SELECT packets FROM raw.measurement ORDER BY packets")
                        .mapTo(Integer.class)
                        .list());
    }

    private static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    @Test
    void every_record_is_stored_once_however_often_the_server_restarts() throws Exception {
        TestDatabase database = TestDatabase.create();
        int next = 0;
        for (int start = 0; start < 5; start++) {
            Spool spool = open(database, "tmc.spool.partitions", "2");
            for (int i = 0; i < 500; i++) {
                spool.append(line("s" + next % 7, next++), 1);
            }
            spool.close();
        }
        Spool spool = open(database);
        spool.awaitStored();
        spool.close();
        assertEquals(upTo(next), counts(database));
    }

    @Test
    @Timeout(30)
    void whoever_waits_for_the_database_ends_the_wait_for_a_larger_batch() throws Exception {
        TestDatabase database = TestDatabase.create();
        Spool spool = open(database, "tmc.spool.linger", "PT60S");
        for (int i = 0; i < 20; i++) {
            spool.append(line("s", i), 1);
            if (i % 5 == 4) {
                spool.awaitStored();
                assertEquals(upTo(i + 1), counts(database));
            }
        }
        spool.close();
    }

    @Test
    void a_new_database_catches_up_from_kept_segments() throws Exception {
        TestDatabase first = TestDatabase.create();
        Spool spool = open(first);
        for (int i = 0; i < 100; i++) {
            spool.appendDurably(line("s", i), 1);
        }
        spool.awaitStored();
        spool.close();
        TestDatabase second = TestDatabase.create();
        spool = open(second);
        spool.appendDurably(line("s", 100), 1);
        spool.awaitStored();
        spool.close();
        assertEquals(upTo(100), counts(first));
        assertEquals(upTo(101), counts(second));
    }

    @Test
    void a_database_replaced_under_a_running_spool_is_caught_up() throws Exception {
        TestDatabase database = TestDatabase.create();
        Spool spool = open(database);
        for (int i = 0; i < 10; i++) {
            spool.appendDurably(line("s" + i, i), 1);
        }
        spool.awaitStored();
        database.database().useTransaction(h -> {
            h.execute("TRUNCATE raw.measurement, raw.batch, identity.call, raw.source");
            h.execute("UPDATE ops.spool_position SET position = 0");
        });
        spool.appendDurably(line("s0", 10), 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> counts(database).size() == 11);
        spool.close();
        assertEquals(upTo(11), counts(database));
        List<Long> orphans = database.database()
                .inTransaction(h -> h.createQuery("SELECT call_key FROM raw.measurement m WHERE NOT EXISTS"
                                + " (SELECT FROM identity.call c WHERE c.call_key = m.call_key)")
                        .mapTo(Long.class)
                        .list());
        assertEquals(List.of(), orphans);
    }

    @Test
    void a_spool_folder_older_than_the_database_loses_no_new_record() throws Exception {
        TestDatabase database = TestDatabase.create();
        Spool spool = open(database);
        for (int i = 0; i < 10; i++) {
            spool.appendDurably(line("s", i), 1);
        }
        spool.awaitStored();
        spool.close();
        try (Stream<Path> files = Files.list(dir.resolve("partition-0"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        spool = open(database);
        await().atMost(Duration.ofSeconds(30)).until(spool::accepting);
        spool.awaitStored();
        spool.appendDurably(line("s", 10), 1);
        spool.awaitStored();
        spool.close();
        assertEquals(upTo(11), counts(database));
    }

    @Test
    void a_torn_tail_is_cut_and_what_was_durable_is_kept() throws Exception {
        TestDatabase database = TestDatabase.create();
        Spool spool = open(database);
        for (int i = 0; i < 10; i++) {
            spool.appendDurably(line("s", i), 1);
        }
        spool.close();
        Path last = lastSegment();
        Files.write(last, new byte[] {0, 0, 0, 50, 1, 2, 3}, StandardOpenOption.APPEND);
        TestDatabase fresh = TestDatabase.create();
        spool = open(fresh);
        spool.appendDurably(line("s", 10), 1);
        spool.awaitStored();
        spool.close();
        assertEquals(upTo(11), counts(fresh));
    }

    @Test
    void what_cannot_be_read_or_stored_goes_to_quarantine_and_holds_up_nothing() throws Exception {
        TestDatabase database = TestDatabase.create();
        Spool spool = open(database);
        spool.appendDurably(line("s", 0), 1);
        spool.appendDurably(line("s", "#"), 1);
        spool.appendDurably(line("with\u0000nul", 7), 1);
        spool.appendDurably(new RawMessage("unheard/of", "", NOW, new byte[] {1}), 1);
        spool.reject(line("s", 9), "closed with 1007");
        spool.appendDurably(line("s", 1), 1);
        spool.awaitStored();
        spool.close();
        assertEquals(upTo(2), counts(database));
        List<String> reasons = database.database()
                .inTransaction(h -> h.createQuery("SELECT reason FROM identity.quarantine ORDER BY id")
                        .mapTo(String.class)
                        .list());
        assertEquals(
                List.of(
                        "/count",
                        "the database refuses it: SQL state 22021",
                        "no feed reads this kind",
                        "closed with 1007"),
                reasons);
    }

    @Test
    void a_full_spool_refuses_and_takes_again_when_the_database_is_back() throws Exception {
        TestDatabase database = TestDatabase.create();
        database.database().useTransaction(h -> h.execute("ALTER TABLE raw.batch RENAME TO batch_away"));
        Spool spool = open(database, "tmc.spool.max-bytes", Long.toString(64L << 20), "tmc.spool.keep", "PT0S");
        byte[] large = new byte[15 << 20];
        Arrays.fill(large, (byte) '1');
        int taken = 0;
        try {
            while (taken < 100) {
                byte[] body = ("s," + taken + " ").getBytes(StandardCharsets.UTF_8);
                byte[] padded = Arrays.copyOf(body, large.length);
                Arrays.fill(padded, body.length, padded.length, (byte) ' ');
                spool.appendDurably(new RawMessage("lines/a", "", NOW, padded), 1);
                taken++;
            }
        } catch (ProblemException e) {
            assertEquals(503, e.type().status());
            assertTrue(e.retryAfter().isPresent());
        }
        assertEquals(4, taken);
        database.database().useTransaction(h -> h.execute("ALTER TABLE raw.batch_away RENAME TO batch"));
        spool.awaitStored();
        spool.appendDurably(line("s", taken), 1);
        spool.awaitStored();
        spool.close();
        List<String> refused = database.database()
                .inTransaction(h -> h.createQuery("SELECT reason FROM identity.quarantine")
                        .mapTo(String.class)
                        .list());
        assertEquals(List.of(), refused);
        assertEquals(upTo(taken + 1), counts(database));
    }

    @Test
    void a_folder_serves_one_server_at_a_time() {
        TestDatabase database = TestDatabase.create();
        Spool spool = open(database);
        assertThrows(RuntimeException.class, () -> open(database));
        spool.close();
    }

    private Path lastSegment() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("partition-0"))) {
            return files.sorted().reduce((a, b) -> b).orElseThrow();
        }
    }

    @Test
    void blanked_records_keep_their_places_and_do_not_come_back_with_an_older_database() throws Exception {
        TestDatabase first = TestDatabase.create();
        Spool spool = open(first);
        for (int i = 0; i < 20; i++) {
            spool.appendDurably(line(i % 2 == 0 ? "erased" : "kept", i), 1);
        }
        long blanked =
                spool.blank(record -> new String(record.message().body(), StandardCharsets.UTF_8).startsWith("erased"));
        assertEquals(10, blanked);
        assertEquals(
                0,
                spool.blank(
                        record -> new String(record.message().body(), StandardCharsets.UTF_8).startsWith("erased")));
        assertEquals(upTo(20), counts(first));
        spool.appendDurably(line("kept", 20), 1);
        spool.awaitStored();
        assertEquals(upTo(21), counts(first));
        spool.close();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertTrue(!Files.readString(file, StandardCharsets.ISO_8859_1).contains("erased,"), file.toString());
            }
        }

        TestDatabase older = TestDatabase.create();
        Spool again = open(older);
        again.awaitStored();
        again.close();
        assertEquals(
                IntStream.range(0, 21)
                        .filter(i -> i % 2 == 1 || i == 20)
                        .boxed()
                        .toList(),
                counts(older));
        List<String> quarantined = older.database()
                .inTransaction(h -> h.createQuery("SELECT reason FROM identity.quarantine")
                        .mapTo(String.class)
                        .list());
        assertEquals(List.of(), quarantined);
    }

    @Test
    void records_are_blanked_while_others_come_in_that_are_not_stored_yet() throws Exception {
        TestDatabase database = TestDatabase.create();
        CompletableFuture<?> first = new CompletableFuture<>();
        CompletableFuture<?> second = new CompletableFuture<>();
        held.put("first", first);
        held.put("second", second);
        Spool spool = open(database);
        for (int i = 0; i < 10; i++) {
            spool.appendDurably(line("erased", i), 1);
        }
        spool.awaitStored();
        spool.appendDurably(line("first", 10), 1);
        await().until(() -> reached.contains("first"));
        ExecutorService blanking = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            Future<Long> blanked = blanking.submit(() -> {
                thread.complete(Thread.currentThread());
                return spool.blank(
                        record -> new String(record.message().body(), StandardCharsets.UTF_8).startsWith("erased"));
            });
            Thread waiting = thread.join();
            await().until(() -> waiting.getState() == Thread.State.WAITING);
            // All that was appended before is stored when the first goes on; this lies in the same segment, and is not.
            spool.appendDurably(line("erased", 11), 1);
            spool.appendDurably(line("second", 12), 1);
            first.complete(null);
            await().atMost(Duration.ofSeconds(30)).until(() -> counts(database).contains(10));
            spool.appendDurably(line("kept", 13), 1);
            second.complete(null);
            assertEquals(11, blanked.get());
        } finally {
            blanking.shutdownNow();
        }
        spool.awaitStored();
        spool.close();
        assertEquals(upTo(14), counts(database));
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertTrue(!Files.readString(file, StandardCharsets.ISO_8859_1).contains("erased,"), file.toString());
            }
        }
    }
}
