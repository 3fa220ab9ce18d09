package org.tmcstats.feed.mediaserver;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;

/** Opens connections by the server's WebSocket container, with a media server's headers and trust. */
final class Connector {
    private final WebSocketContainer container;

    Connector(WebSocketContainer container) {
        this.container = container;
    }

    /** Connects and waits for the handshake. */
    Session connect(MediaServer server, Endpoint endpoint)
            throws IOException, DeploymentException, GeneralSecurityException {
        ClientEndpointConfig.Builder config = ClientEndpointConfig.Builder.create()
                .configurator(new ClientEndpointConfig.Configurator() {
                    @Override
                    public void beforeRequest(Map<String, List<String>> headers) {
                        server.headers().forEach((name, value) -> headers.put(name, List.of(value)));
                    }
                });
        if (!server.trust().isEmpty()) {
            config.sslContext(Trust.context(server.trust()));
        }
        return container.connectToServer(endpoint, config.build(), URI.create(server.url()));
    }
}
