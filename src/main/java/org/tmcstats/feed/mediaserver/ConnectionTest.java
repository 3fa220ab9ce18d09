package org.tmcstats.feed.mediaserver;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One attempt to connect: it takes no message, so that none is lost or counted twice. */
public final class ConnectionTest extends Endpoint {
    private ConnectionTest() {}

    /**
     * How it went.
     *
     * @param connected whether the handshake succeeded
     * @param elapsedMs until then, or until it failed
     * @param reason why not; null when connected
     */
    public record Result(
            boolean connected, long elapsedMs, @Nullable String reason) {}

    static Result run(MediaServer server, Connector connector) {
        long began = System.nanoTime();
        try (Session session = connector.connect(server, new ConnectionTest())) {
            long elapsed = millisSince(began);
            session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, "test"));
            return new Result(true, elapsed, null);
        } catch (IOException | DeploymentException | GeneralSecurityException | RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return new Result(false, millisSince(began), root.toString());
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        // Without a handler messages are dropped.
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
