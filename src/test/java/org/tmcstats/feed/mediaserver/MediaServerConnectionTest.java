package org.tmcstats.feed.mediaserver;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tmcstats.feed.FeedState;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.simulator.SimulatedMediaServer;

class MediaServerConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> rejected = new CopyOnWriteArrayList<>();
    private final Semaphore room = new Semaphore(1_000_000);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final SimulatedMediaServer simulated = new SimulatedMediaServer(0);
    private final ClientContainer container = new ClientContainer();
    private final MediaServerConnection connection = new MediaServerConnection(
            new MediaServer("main", simulated.url(), true, Map.of("X-Key", "k"), ""),
            new Connector(container),
            new MediaServerConfig(Duration.ofSeconds(1), 4096, 1),
            new Gathering(),
            timer,
            workers);

    @BeforeEach
    void connect() {
        connection.start();
        await().atMost(PATIENCE).until(() -> connection.status().state() == FeedState.CONNECTED);
        await().atMost(PATIENCE).until(() -> simulated.connections() == 1);
    }

    @AfterEach
    void stop() {
        room.release(1_000_000);
        connection.stop();
        timer.shutdownNow();
        workers.shutdownNow();
        container.end();
        simulated.close();
    }

    @Test
    void messages_arrive_in_order_and_headers_are_sent() {
        assertEquals("k", simulated.header("X-Key"));
        simulated.send("{\"a\":1}");
        simulated.send("[{},{\"é\":2}]");
        await().atMost(PATIENCE).until(() -> messages.size() == 2);
        assertEquals(List.of("media-server/main 1 {\"a\":1}", "media-server/main 2 [{},{\"é\":2}]"), messages);
    }

    @Test
    void a_dropped_connection_is_opened_again() {
        simulated.send("{}");
        await().atMost(PATIENCE).until(() -> messages.size() == 1);
        simulated.drop();
        await().atMost(PATIENCE).until(() -> simulated.opened() == 2 && simulated.connections() == 1);
        await().atMost(PATIENCE).until(() -> connection.status().state() == FeedState.CONNECTED);
        simulated.send("{}");
        await().atMost(PATIENCE).until(() -> messages.size() == 2);
    }

    @Test
    void a_connection_that_answers_no_ping_is_given_up_and_opened_again() {
        simulated.silent(true);
        await().atMost(PATIENCE).until(() -> simulated.opened() >= 2);
        simulated.silent(false);
        await().atMost(PATIENCE).until(() -> connection.status().state() == FeedState.CONNECTED);
    }

    @Test
    void a_frame_that_is_not_utf_8_is_recorded_and_the_connection_opened_again() {
        simulated.sendRaw(new byte[] {'{', (byte) 0xC3, (byte) 0x28, '}'});
        await().atMost(PATIENCE).until(() -> simulated.opened() == 2);
        await().atMost(PATIENCE).until(() -> !rejected.isEmpty());
        assertEquals(List.of("a text frame is not UTF-8"), rejected);
        assertEquals(List.of(), messages);
    }

    @Test
    void a_message_over_the_limit_is_recorded_and_others_go_on() {
        simulated.send("x".repeat(5000));
        await().atMost(PATIENCE).until(() -> !rejected.isEmpty());
        await().atMost(PATIENCE).until(() -> {
            simulated.send("{}");
            return !messages.isEmpty();
        });
        assertEquals(List.of("a message is longer than 4096 bytes"), rejected);
    }

    @Test
    void a_message_beyond_what_the_container_takes_is_recorded_too() {
        simulated.send("x".repeat(9 << 20));
        await().atMost(PATIENCE).until(() -> !rejected.isEmpty());
        assertEquals(List.of("a frame is longer than the WebSocket container takes, or the server failed"), rejected);
        await().atMost(PATIENCE).until(() -> simulated.opened() == 2);
    }

    @Test
    void a_full_spool_holds_the_sender_back_and_loses_nothing() {
        room.drainPermits();
        for (int i = 0; i < 2000; i++) {
            simulated.send("{\"i\":" + i + "}");
        }
        // Longer than any silence that would be taken for a dead connection.
        await().during(Duration.ofSeconds(4)).atMost(PATIENCE).until(messages::isEmpty);
        room.release(1_000_000);
        await().atMost(PATIENCE).until(() -> messages.size() == 2000);
        assertEquals("media-server/main 1 {\"i\":1999}", messages.get(1999));
        assertEquals(1, simulated.opened());
    }

    @Test
    void stopping_closes_the_connection_for_good() {
        connection.stop();
        await().atMost(PATIENCE).until(() -> simulated.connections() == 0);
        assertEquals(1, simulated.opened());
    }

    @Test
    void waits_grow_to_a_minute_and_are_random_within() {
        Backoff backoff = new Backoff(new Random(1));
        for (int i = 0; i < 100; i++) {
            long bound = Math.min(60_000, 1000L << Math.min(i, 6));
            assertTrue(backoff.next().toMillis() <= bound);
        }
        backoff.reset();
        assertTrue(backoff.next().toMillis() <= 1000);
    }

    private final class Gathering implements MediaServerConnection.Sink {
        @Override
        public void append(RawMessage message, int elements) throws InterruptedException {
            room.acquire();
            messages.add(message.feed() + " " + elements + " " + new String(message.body(), StandardCharsets.UTF_8));
        }

        @Override
        public void reject(RawMessage message, String reason) {
            rejected.add(reason);
        }
    }
}
