package org.tmcstats.feed.mediaserver;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
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
            return new Result(false, millisSince(began), reason(e));
        }
    }

    /** What whoever set the server up can do something about, in words. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            root = at;
            if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                return "the name of the host cannot be resolved";
            }
            if (at instanceof ConnectException) {
                return "the host refuses the connection, or cannot be reached";
            }
            if (at instanceof CertPathBuilderException || at instanceof CertificateException) {
                return "the certificate is not trusted: " + at.getMessage();
            }
        }
        String message = root.getMessage();
        return message == null
                ? "the connection fails: " + root.getClass().getSimpleName()
                : message.replaceFirst(
                        "^Response code was not 101: (\\d+).*", "it answers $1 instead of opening a WebSocket");
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        // Without a handler messages are dropped.
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
