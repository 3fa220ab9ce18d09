package org.tmcstats.feed.mediaserver;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.tmcstats.feed.JsonElements;
import org.tmcstats.raw.RawMessage;

/** One session with a media server. Waiting in a message's handler holds the sender back: TCP's window fills. */
final class MediaServerEndpoint extends Endpoint {
    private static final Logger LOGGER = System.getLogger(MediaServerEndpoint.class.getName());

    private final MediaServerConnection connection;
    private final String feed;
    private final int maxMessageBytes;
    private final MediaServerConnection.Sink sink;
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean busy;
    private boolean useful;

    MediaServerEndpoint(
            MediaServerConnection connection, String feed, int maxMessageBytes, MediaServerConnection.Sink sink) {
        this.connection = connection;
        this.feed = feed;
        this.maxMessageBytes = maxMessageBytes;
        this.sink = sink;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxTextMessageBufferSize(maxMessageBytes);
        session.setMaxBinaryMessageBufferSize(maxMessageBytes);
        session.setMaxIdleTimeout(0);
        session.addMessageHandler(String.class, text -> received(text.getBytes(StandardCharsets.UTF_8)));
        session.addMessageHandler(byte[].class, this::received);
        session.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> heard());
        heard();
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        connection.closed(this, reason);
    }

    @Override
    public void onError(Session session, Throwable fault) {
        LOGGER.log(Level.DEBUG, "in a session of " + feed, fault);
    }

    void ping(Session session) throws IOException {
        session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
    }

    /** Time since anything was heard; zero while a message waits to be taken, for nothing more can be heard then. */
    Duration silentFor() {
        return busy ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    private void received(byte[] body) {
        busy = true;
        try {
            if (body.length > maxMessageBytes) {
                // The container's own limit does not hold for a message that comes in one frame.
                sink.reject(new RawMessage(feed, "", Instant.now(), new byte[0]), tooLong(maxMessageBytes));
            } else {
                sink.append(new RawMessage(feed, "", Instant.now(), body), JsonElements.count(body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            heard();
            busy = false;
        }
        if (!useful) {
            useful = true;
            connection.useful(this);
        }
    }

    static String tooLong(int maxMessageBytes) {
        return "a message is longer than " + maxMessageBytes + " bytes";
    }

    private void heard() {
        heardNanos = System.nanoTime();
    }
}
