package org.tmcstats.bench;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * The reference for ingest, in a process of its own: the same WebSocket client as the server's, with an endpoint of the
 * same shape that only counts. Argument: URL. Each line of standard input, a number, is answered when that many messages
 * more have come.
 */
final class CountingClient {
    private CountingClient() {}

    public static void main(String[] arguments) throws IOException, DeploymentException, InterruptedException {
        Semaphore received = new Semaphore(0);
        ContainerProvider.getWebSocketContainer()
                .connectToServer(
                        new Endpoint() {
                            @Override
                            public void onOpen(Session session, EndpointConfig config) {
                                session.setMaxTextMessageBufferSize(1 << 20);
                                session.setMaxIdleTimeout(0);
                                session.addMessageHandler(String.class, text -> received.release());
                            }
                        },
                        ClientEndpointConfig.Builder.create().build(),
                        URI.create(arguments[0]));
        System.out.println("connected");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            received.acquire(Integer.parseInt(order));
            System.out.println("counted");
        }
    }
}
