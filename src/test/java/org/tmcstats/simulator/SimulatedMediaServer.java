package org.tmcstats.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** A media server's WebSocket: sends what it is told to, to whoever is connected, and misbehaves on demand. */
public final class SimulatedMediaServer implements AutoCloseable {
    private final Server server;
    private final String scheme;
    private final Map<String, String> lastHeaders = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean silent;

    /** Listens on a free port of the loopback interface, or on the given one. */
    public SimulatedMediaServer(int port) {
        this(port, null);
    }

    /** As the other, by TLS. */
    public SimulatedMediaServer(int port, @Nullable SSLContext tls) {
        this.scheme = tls == null ? "ws" : "wss";
        server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port == 0 ? freePort() : port));
        if (tls != null) {
            server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(tls));
        }
        server.setReuseAddr(true);
        server.setTcpNoDelay(true);
        server.setConnectionLostTimeout(0);
        server.start();
        try {
            started.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return server.getPort();
    }

    public String url() {
        return scheme + "://127.0.0.1:" + port() + "/stats";
    }

    /** Connections that are open now. */
    public int connections() {
        return server.getConnections().size();
    }

    /** Connections opened since the start. */
    public int opened() {
        return opened.get();
    }

    /** A header of the last handshake, empty when it was not there. */
    public String header(String name) {
        return lastHeaders.getOrDefault(name, "");
    }

    /** Sends a text frame on every connection. */
    public void send(String text) {
        server.broadcast(text);
    }

    /** Sends a text frame with any payload, UTF-8 or not, on every connection. */
    public void sendRaw(byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload).flip();
        for (WebSocket connection : server.getConnections()) {
            WebSocketImpl open = (WebSocketImpl) connection;
            open.outQueue.add(frame.duplicate());
            server.onWriteDemand(open);
        }
    }

    /** Whether it answers nothing any more, pings neither, while connections stay open: a half-open connection. */
    public void silent(boolean wanted) {
        silent = wanted;
    }

    /** Breaks every connection without a word. */
    public void drop() {
        server.getConnections().forEach(c -> c.closeConnection(1006, ""));
    }

    @Override
    public void close() {
        try {
            server.stop(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Server extends WebSocketServer {
        Server(InetSocketAddress address) {
            super(address, 1, java.util.List.of(new Draft_6455()));
        }

        @Override
        public void onOpen(WebSocket connection, ClientHandshake handshake) {
            lastHeaders.clear();
            handshake.iterateHttpFields().forEachRemaining(n -> lastHeaders.put(n, handshake.getFieldValue(n)));
            opened.incrementAndGet();
        }

        @Override
        public void onWebsocketPing(WebSocket connection, Framedata frame) {
            if (!silent) {
                super.onWebsocketPing(connection, frame);
            }
        }

        @Override
        public void onClose(WebSocket connection, int code, String reason, boolean remote) {}

        @Override
        public void onMessage(WebSocket connection, String message) {}

        @Override
        public void onError(WebSocket connection, Exception fault) {}

        @Override
        public void onStart() {
            started.countDown();
        }
    }
}
