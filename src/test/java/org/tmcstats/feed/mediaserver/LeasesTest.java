package org.tmcstats.feed.mediaserver;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.Feed;
import org.tmcstats.feed.FeedState;
import org.tmcstats.identity.Identities;
import org.tmcstats.raw.FeedCounters;
import org.tmcstats.raw.RawWriter;
import org.tmcstats.simulator.SimulatedMediaServer;
import org.tmcstats.spool.Spool;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

class LeasesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Database database = TestDatabase.create().database();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ClientContainer container = new ClientContainer();
    private final SimulatedMediaServer simulated = new SimulatedMediaServer(0);
    private final List<Spool> spools = new ArrayList<>();
    private final List<MediaServers> nodes = new ArrayList<>();

    @TempDir
    Path dir;

    @AfterEach
    void stop() {
        nodes.forEach(MediaServers::stop);
        spools.forEach(Spool::close);
        timer.shutdownNow();
        workers.shutdownNow();
        container.end();
        simulated.close();
    }

    private MediaServers node(String name) {
        Settings settings = TestSettings.with("tmc.spool.dir", dir.resolve(name).toString());
        Spool spool =
                new Spool(settings, new RawWriter(database, new Identities(database), new FeedCounters(), List.of()));
        spool.open(Thread::new);
        spools.add(spool);
        MediaServers node = new MediaServers(settings, new MediaServerStore(database), new Leases(database), spool);
        nodes.add(node);
        node.open(name);
        node.start(container, timer, workers);
        return node;
    }

    private static List<FeedState> states(MediaServers node) {
        return node.status().stream().map(Feed.Status::state).toList();
    }

    @Test
    void one_node_connects_and_another_follows_when_it_stops() {
        new MediaServerStore(database).put(new MediaServer("main", simulated.url(), true, Map.of(), ""));
        MediaServers first = node("first");
        await().atMost(PATIENCE).until(() -> states(first).equals(List.of(FeedState.CONNECTED)));
        MediaServers second = node("second");
        await().atMost(PATIENCE).until(() -> states(second).equals(List.of(FeedState.IDLE)));
        assertEquals(1, simulated.opened());
        first.stop();
        await().atMost(PATIENCE).until(() -> states(second).equals(List.of(FeedState.CONNECTED)));
        assertEquals(2, simulated.opened());
        assertEquals(1, simulated.connections());
    }

    @Test
    void a_dead_holder_is_followed_only_by_who_has_seen_the_database_for_long_enough() {
        AtomicLong clock = new AtomicLong();
        Leases mine = new Leases(database, clock::get);
        UUID me = UUID.randomUUID();
        assertEquals(Set.of("a", "b"), new Leases(database).renew(UUID.randomUUID(), List.of("a", "b")));
        assertEquals(Set.of("c"), mine.renew(me, List.of("a", "b", "c")));
        age("a");
        assertEquals(Set.of("c"), mine.renew(me, List.of("a", "b", "c")), "the holder may be about to renew");
        clock.addAndGet(Leases.SILENCE.toNanos() + 1);
        assertEquals(Set.of("a", "c"), mine.renew(me, List.of("a", "b", "c")));
    }

    @Test
    void a_holder_that_starts_again_goes_on_at_once() {
        UUID holder = UUID.randomUUID();
        new Leases(database).renew(holder, List.of("a"));
        assertEquals(Set.of("a"), new Leases(database).renew(holder, List.of("a")));
    }

    private void age(String name) {
        database.useTransaction(h -> h.execute(
                "UPDATE ops.media_server_lease SET renewed_at = now() - interval '1 hour' WHERE name = ?", name));
    }
}
