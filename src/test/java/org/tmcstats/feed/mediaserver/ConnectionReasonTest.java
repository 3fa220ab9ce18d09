package org.tmcstats.feed.mediaserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionReasonTest {
    private final ClientContainer container = new ClientContainer();

    @AfterEach
    void stop() {
        container.end();
    }

    private String reason(String url) {
        ConnectionTest.Result result =
                ConnectionTest.run(new MediaServer("main", url, true, Map.of(), ""), new Connector(container));
        assertFalse(result.connected());
        return String.valueOf(result.reason());
    }

    @Test
    void a_name_that_nobody_knows_is_said_so() {
        assertEquals("the name of the host cannot be resolved", reason("ws://media.invalid:8188/stats"));
    }

    @Test
    void a_port_on_which_nobody_listens_is_said_so() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertEquals(
                "the host refuses the connection, or cannot be reached", reason("ws://127.0.0.1:" + port + "/stats"));
    }

    @Test
    void an_answer_that_is_no_websocket_s_is_told_by_its_status() throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        try {
            assertEquals(
                    "it answers 404 instead of opening a WebSocket",
                    reason("ws://127.0.0.1:" + http.getAddress().getPort() + "/stats"));
        } finally {
            http.stop(0);
        }
    }
}
