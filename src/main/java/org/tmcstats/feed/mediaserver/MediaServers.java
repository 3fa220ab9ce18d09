package org.tmcstats.feed.mediaserver;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.websocket.WebSocketContainer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.feed.Feed;
import org.tmcstats.feed.FeedState;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.spool.Spool;
import org.tmcstats.store.StoreException;

/** All media servers, those of the settings and those set by REST, and the connections to them. */
@ApplicationScoped
public class MediaServers implements Feed {
    private static final Logger LOGGER = System.getLogger(MediaServers.class.getName());
    /** Another node's changes are noticed within this time, and a database that was away at the start. */
    private static final int LOOK_AGAIN_SECONDS = 10;

    private static final int BEFORE_THE_SPOOL = 1000;
    private static final int AFTER_THE_SPOOL = 3000;
    private static final int SPOOL_RETRY_MILLIS = 50;

    private final MediaServerConfig config;
    private final Map<String, MediaServer> configured;
    private final MediaServerStore store;
    private final Leases leases;
    private final Spool spool;
    private final MediaServerConnection.Sink sink;
    /** Held while the database is asked, which must not hold up who asks for the feeds' states. */
    private final Object reading = new Object();

    private final Map<String, MediaServerConnection> connections = new TreeMap<>();
    /** Connected by another node, by name. */
    private final Map<String, Status> elsewhere = new TreeMap<>();

    private volatile boolean open;
    private @Nullable Running running;
    private @Nullable ScheduledFuture<?> looking;

    private record Running(Connector connector, ScheduledExecutorService timer, Executor workers) {}

    @Inject
    public MediaServers(Settings settings, MediaServerStore store, Leases leases, Spool spool) {
        this.leases = leases;
        this.spool = spool;
        this.config = MediaServerConfig.from(settings);
        this.configured = MediaServerConfig.servers(settings);
        this.store = store;
        this.sink = new MediaServerConnection.Sink() {
            @Override
            public void append(RawMessage message, int elements) throws InterruptedException {
                while (true) {
                    try {
                        spool.append(message, elements);
                        return;
                    } catch (ProblemException e) {
                        // Not open yet: a message may come sooner than the spool, and must not be lost for that.
                        if (running() == null) {
                            throw e;
                        }
                        TimeUnit.MILLISECONDS.sleep(SPOOL_RETRY_MILLIS);
                    }
                }
            }

            @Override
            public void reject(RawMessage message, String reason) throws InterruptedException {
                spool.reject(message, reason);
            }
        };
    }

    /** Connects to every server, and looks for changes from then on. */
    synchronized void start(WebSocketContainer container, ScheduledExecutorService timer, Executor workers) {
        running = new Running(new Connector(container), timer, workers);
        looking = timer.scheduleWithFixedDelay(
                () -> workers.execute(this::look), 0, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Not before the spool is open: whoever needs it first opens it, and on this room's threads the server would make no
     * transactions for the spool's.
     */
    void open(@Observes @Priority(AFTER_THE_SPOOL) @Initialized(ApplicationScoped.class) Object event) {
        open = true;
        Running now = running();
        if (now != null) {
            now.workers.execute(this::look);
        }
    }

    /** Before the spool closes, so that nothing arrives that it could not take. */
    void end(@Observes @Priority(BEFORE_THE_SPOOL) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        stop();
    }

    void stop() {
        close();
        synchronized (reading) {
            try {
                leases.release(spool.spoolId());
            } catch (StoreException e) {
                LOGGER.log(Level.DEBUG, "leases are left to run out: {0}", e.getMessage());
            }
        }
    }

    private synchronized void close() {
        running = null;
        if (looking != null) {
            looking.cancel(false);
        }
        connections.values().forEach(MediaServerConnection::stop);
        connections.clear();
        elsewhere.clear();
    }

    @Override
    public synchronized List<Status> status() {
        return Stream.concat(
                        connections.values().stream().map(MediaServerConnection::status), elsewhere.values().stream())
                .sorted(Comparator.comparing(Status::name))
                .toList();
    }

    /** Every server, by name. */
    List<MediaServer> all() {
        return List.copyOf(read().values());
    }

    Optional<MediaServer> find(String name) {
        return Optional.ofNullable(read().get(name));
    }

    boolean isConfigured(String name) {
        return configured.containsKey(name);
    }

    /** Stores a server and connects as it says; true when it is new. */
    boolean put(MediaServer server) {
        boolean isNew = store.put(server) && !isConfigured(server.name());
        apply();
        return isNew;
    }

    /** Forgets a server; one of the same name in the settings takes its place. False when none was stored. */
    boolean delete(String name) {
        boolean gone = store.delete(name);
        apply();
        return gone;
    }

    Optional<Connector> connector() {
        Running now = running();
        return now == null ? Optional.empty() : Optional.of(now.connector);
    }

    private synchronized @Nullable Running running() {
        return running;
    }

    private Map<String, MediaServer> read() {
        Map<String, MediaServer> servers = new TreeMap<>(configured);
        store.all().forEach(s -> servers.put(s.name(), s));
        return servers;
    }

    private void look() {
        if (!open) {
            return;
        }
        try {
            apply();
        } catch (StoreException e) {
            LOGGER.log(Level.DEBUG, "media servers are not read: {0}", e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "media servers are not read", e);
        }
    }

    private void apply() {
        synchronized (reading) {
            if (running() == null) {
                return; // a lease taken now would be nobody's
            }
            Map<String, MediaServer> servers = read();
            List<String> enabled = servers.values().stream()
                    .filter(MediaServer::enabled)
                    .map(MediaServer::name)
                    .toList();
            apply(servers, enabled, leases.renew(spool.spoolId(), enabled));
        }
    }

    /** Opens, replaces and closes connections until they are those to the servers that are this node's. */
    private synchronized void apply(Map<String, MediaServer> servers, List<String> enabled, Set<String> held) {
        Running now = running;
        if (now == null) {
            return;
        }
        for (String name : enabled) {
            MediaServer server = held.contains(name) ? null : servers.remove(name);
            if (server != null) {
                elsewhere.computeIfAbsent(
                        name, n -> new Status(server.feed(), MediaServerDecoder.KIND, FeedState.IDLE, Instant.now()));
            }
        }
        elsewhere.keySet().removeIf(name -> held.contains(name) || !enabled.contains(name));
        connections.values().removeIf(c -> {
            boolean changed = !c.server().equals(servers.get(c.server().name()));
            if (changed) {
                now.workers.execute(c::stop);
            }
            return changed;
        });
        for (MediaServer server : servers.values()) {
            connections.computeIfAbsent(server.name(), name -> {
                MediaServerConnection connection =
                        new MediaServerConnection(server, now.connector, config, sink, now.timer, now.workers);
                connection.start();
                return connection;
            });
        }
    }
}
