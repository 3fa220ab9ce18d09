package org.tmcstats.feed.mediaserver;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tmcstats.feed.Feed;
import org.tmcstats.feed.FeedState;
import org.tmcstats.raw.RawMessage;

/**
 * Keeps one media server connected. What an earlier session still says is told from the present one by the endpoint that
 * it belongs to, so that a connection given up for dead can do no harm when it wakes.
 */
final class MediaServerConnection {
    private static final Logger LOGGER = System.getLogger(MediaServerConnection.class.getName());
    private static final int NOT_CONSISTENT = CloseReason.CloseCodes.NOT_CONSISTENT.getCode();
    private static final int UNEXPECTED = CloseReason.CloseCodes.UNEXPECTED_CONDITION.getCode();
    private static final int TOO_BIG = CloseReason.CloseCodes.TOO_BIG.getCode();

    private final MediaServer server;
    private final Connector connector;
    private final MediaServerConfig config;
    private final Sink sink;
    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());

    private @Nullable MediaServerEndpoint endpoint;
    private @Nullable Session session;
    private @Nullable ScheduledFuture<?> next;
    private boolean stopped;
    private FeedState state;
    private Instant since = Instant.now();

    /** Where messages go: the spool. */
    interface Sink {
        /** Takes a message, waiting as long as there is no room. */
        void append(RawMessage message, int elements) throws InterruptedException;

        /** Takes what cannot be read to quarantine. */
        void reject(RawMessage message, String reason) throws InterruptedException;
    }

    /** @param workers run what may wait: connecting, pinging, closing */
    MediaServerConnection(
            MediaServer server,
            Connector connector,
            MediaServerConfig config,
            Sink sink,
            ScheduledExecutorService timer,
            Executor workers) {
        this.server = server;
        this.connector = connector;
        this.config = config;
        this.sink = sink;
        this.timer = timer;
        this.workers = workers;
        this.state = server.enabled() ? FeedState.CONNECTING : FeedState.DISABLED;
    }

    MediaServer server() {
        return server;
    }

    synchronized Feed.Status status() {
        return new Feed.Status(server.feed(), MediaServerDecoder.KIND, state, since);
    }

    synchronized void start() {
        if (server.enabled()) {
            workers.execute(this::connect);
        }
    }

    /** Closes for good. */
    void stop() {
        Session open;
        synchronized (this) {
            stopped = true;
            endpoint = null;
            open = session;
            session = null;
            if (next != null) {
                next.cancel(false);
            }
        }
        close(open, new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
    }

    private void connect() {
        MediaServerEndpoint mine = new MediaServerEndpoint(this, server.feed(), config.maxMessageBytes(), sink);
        synchronized (this) {
            if (stopped) {
                return;
            }
            endpoint = mine;
            if (state != FeedState.FAILING) {
                become(FeedState.CONNECTING);
            }
        }
        try {
            Session opened = connector.connect(server, mine);
            boolean late;
            synchronized (this) {
                late = endpoint != mine;
                if (!late) {
                    session = opened;
                    become(FeedState.CONNECTED);
                    schedule(() -> ping(mine, opened), config.ping());
                }
            }
            if (late) {
                close(opened, new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
            } else {
                LOGGER.log(Level.INFO, "{0} is connected", server.feed());
            }
        } catch (IOException | DeploymentException | GeneralSecurityException | RuntimeException e) {
            lost(mine, "cannot be connected: " + e.getMessage());
        }
    }

    private void ping(MediaServerEndpoint mine, Session open) {
        if (mine.silentFor().compareTo(config.ping().multipliedBy(3)) > 0) {
            // One period until the ping was due, two without any sign after it.
            lost(mine, "is silent");
            close(open, new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "silent"));
            return;
        }
        try {
            mine.ping(open);
        } catch (IOException | RuntimeException e) {
            lost(mine, "cannot be pinged");
            close(open, new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
            return;
        }
        synchronized (this) {
            if (endpoint == mine) {
                schedule(() -> ping(mine, open), config.ping());
            }
        }
    }

    /** A session ended. */
    void closed(MediaServerEndpoint its, CloseReason reason) {
        int code = reason.getCloseCode().getCode();
        String fault = fault(code);
        if (!fault.isEmpty()) {
            try {
                // The container throws the frame away with the connection.
                sink.reject(new RawMessage(server.feed(), "", Instant.now(), new byte[0]), fault);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOGGER.log(
                        Level.WARNING,
                        "{0}: a lost frame could not be recorded, {1}",
                        server.feed(),
                        e.getClass().getName());
            }
        }
        lost(its, "was closed with code " + code + (fault.isEmpty() ? "" : ", " + fault));
    }

    /** What was lost with the connection; empty when nothing is known to be. */
    private String fault(int code) {
        if (code == NOT_CONSISTENT) {
            return "a text frame is not UTF-8";
        }
        if (code == TOO_BIG) {
            return MediaServerEndpoint.tooLong(config.maxMessageBytes());
        }
        // The container's close when a frame is beyond its buffer; a server's own fault looks the same from here.
        return code == UNEXPECTED ? "a frame is longer than the WebSocket container takes, or the server failed" : "";
    }

    /** A message arrived whole: the server is worth returning to at once. */
    synchronized void useful(MediaServerEndpoint its) {
        if (endpoint == its) {
            backoff.reset();
        }
    }

    private void lost(MediaServerEndpoint its, String why) {
        Duration wait;
        synchronized (this) {
            if (endpoint != its || stopped) {
                return;
            }
            endpoint = null;
            session = null;
            become(FeedState.FAILING);
            wait = backoff.next();
            schedule(this::connect, wait);
        }
        LOGGER.log(Level.WARNING, "{0} {1}; next attempt in {2}", server.feed(), why, wait);
    }

    private void schedule(Runnable work, Duration wait) {
        try {
            next = timer.schedule(() -> workers.execute(work), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.DEBUG, "stopping");
        }
    }

    private void become(FeedState wanted) {
        if (state != wanted) {
            state = wanted;
            since = Instant.now();
        }
    }

    private static void close(@Nullable Session session, CloseReason reason) {
        if (session != null && session.isOpen()) {
            try {
                session.close(reason);
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.DEBUG, "closing", e);
            }
        }
    }
}
