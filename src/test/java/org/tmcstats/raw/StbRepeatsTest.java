package org.tmcstats.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.stb.StbDecoder;
import org.tmcstats.identity.Identities;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

/** Set-top boxes send again what was not answered: to this node or another, at once or after midnight. */
@NullUnmarked
class StbRepeatsTest {
    private static final Instant NOW = Instant.now();

    private final Database database = TestDatabase.create().database();

    /** A node: a writer with its own spool. */
    private final class Node {
        private final UUID spool = UUID.randomUUID();
        private final RawWriter writer;
        private long position;

        Node() {
            Settings settings = TestSettings.with();
            writer = new RawWriter(
                    database, new Identities(database), new FeedCounters(), List.of(new StbDecoder(settings)));
            writer.position(spool, 0, 0, Long.MAX_VALUE);
        }

        void store(Instant receivedAt, List<String> bodies) {
            List<Spooled> spooled = bodies.stream()
                    .map(b -> new Spooled(
                            new RawMessage("stb", "box-1", receivedAt, b.getBytes(StandardCharsets.UTF_8)), 1, null))
                    .toList();
            writer.store(new SpoolPosition(spool, 0, position, ++position), writer.prepare(spooled));
        }
    }

    private static String report(Instant at, int channel) {
        return "[{\"type\":\"media\",\"timestamp\":" + at.getEpochSecond() + ",\"begin\":" + (at.getEpochSecond() - 60)
                + ",\"end\":" + at.getEpochSecond() + ",\"url\":\"udp://239.0.0." + channel + ":1234\",\"id\":\""
                + channel
                + "\"}]";
    }

    private long rows(String table) {
        return database.inTransaction(h ->
                h.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
    }

    @Test
    void a_repeat_is_stored_once_within_a_batch_in_a_later_one_and_on_another_node() {
        String report = report(NOW, 1);
        new Node().store(NOW, List.of(report, report(NOW, 2), report));
        Node other = new Node();
        other.store(NOW.plusSeconds(5), List.of(report, report(NOW, 3)));
        other.store(NOW.plusSeconds(6), List.of(report));
        assertEquals(3, rows("raw.stb_media"));
        assertEquals(3, rows("raw.stb_seen"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # report's clock against the first receipt, second receipt after it
                    PT2H,       PT2H,  in range meanwhile
                    PT2H,       PT1H,  in range by a hair
                    P3DT1H,     PT24H, nearer than the days made ahead
                    P4DT1H,     PT24H, beyond the days made ahead at first
                    P400D,      PT24H, far ahead at both
                    -P20000D,   PT24H, never set
                    -P89DT23H,  PT2H,  too old meanwhile
                    -PT1H,      PT24H, in range at both
                    """)
    void a_repeat_is_told_wherever_the_clock_stood_at_its_receipts(Duration clock, Duration later, String why) {
        String report = report(NOW.plus(clock), 1);
        Node node = new Node();
        node.store(NOW, List.of(report));
        node.store(NOW.plus(later), List.of(report));
        new Node().store(NOW.plus(later).plusSeconds(1), List.of(report, report(NOW, 2)));
        assertEquals(2, rows("raw.stb_media"), why);
    }

    @Test
    void nodes_that_get_the_same_at_the_same_moment_store_it_once_and_refuse_nothing() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("StbRepeatsTest seed " + seed);
        Random random = new Random(seed);
        int reports = 300;
        int rounds = 6;
        List<Node> nodes = List.of(new Node(), new Node(), new Node());
        CyclicBarrier together = new CyclicBarrier(nodes.size());
        ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
        try {
            for (int round = 0; round < rounds; round++) {
                List<Future<?>> done = new ArrayList<>();
                for (Node node : nodes) {
                    List<String> bodies = new ArrayList<>();
                    for (int i = 0; i < reports; i++) {
                        bodies.add(report(NOW.minusSeconds(round), i));
                    }
                    Collections.shuffle(bodies, random);
                    done.add(threads.submit(() -> {
                        together.await();
                        node.store(NOW, bodies);
                        return true;
                    }));
                }
                for (Future<?> one : done) {
                    one.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals((long) rounds * reports, rows("raw.stb_media"));
        assertEquals(0, rows("identity.quarantine"));
    }
}
