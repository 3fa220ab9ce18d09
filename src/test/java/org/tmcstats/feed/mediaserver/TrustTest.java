package org.tmcstats.feed.mediaserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.simulator.SimulatedMediaServer;

/** Media servers with certificates of a private authority, as the JDK's keytool makes them. */
class TrustTest {
    private static final String PASSWORD = "only-for-this-test";

    private final ClientContainer container = new ClientContainer();
    private final List<SimulatedMediaServer> servers = new ArrayList<>();

    @TempDir
    Path dir;

    @AfterEach
    void stop() {
        container.end();
        servers.forEach(SimulatedMediaServer::close);
    }

    @Test
    void a_server_with_a_trusted_certificate_is_connected() throws Exception {
        String url = serve("here", "ip:127.0.0.1");
        for (String trust : List.of(pem("here").toString(), Files.readString(pem("here")))) {
            try (Session session = connect(url, trust)) {
                assertTrue(session.isOpen());
            }
        }
        assertEquals(2, servers.get(0).opened());
    }

    @Test
    void a_server_with_another_certificate_is_not_connected() throws Exception {
        String url = serve("here", "ip:127.0.0.1");
        keys("other", "ip:127.0.0.1");
        assertThrows(Exception.class, () -> connect(url, pem("other").toString()));
        assertThrows(Exception.class, () -> connect(url, ""));
        ConnectionTest.Result result =
                ConnectionTest.run(new MediaServer("main", url, true, Map.of(), ""), new Connector(container));
        assertTrue(String.valueOf(result.reason()).startsWith("the certificate is not trusted"), result.toString());
        assertEquals(0, servers.get(0).opened());
    }

    @Test
    void a_trusted_certificate_of_another_host_is_refused() throws Exception {
        String url = serve("elsewhere", "dns:media.example");
        assertThrows(Exception.class, () -> connect(url, pem("elsewhere").toString()));
        assertEquals(0, servers.get(0).opened());
    }

    private Session connect(String url, String trust) throws Exception {
        return new Connector(container).connect(new MediaServer("main", url, true, Map.of(), trust), new Endpoint() {
            @Override
            public void onOpen(Session session, EndpointConfig config) {
                // nothing is expected of it
            }
        });
    }

    private String serve(String name, String alternative) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys(name, alternative))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        SimulatedMediaServer server = new SimulatedMediaServer(0, tls);
        servers.add(server);
        return server.url();
    }

    private Path keys(String name, String alternative) throws Exception {
        Path store = dir.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-ext",
                "san=" + alternative,
                "-keystore",
                store.toString());
        keytool("-exportcert", "-rfc", "-alias", name, "-file", pem(name).toString(), "-keystore", store.toString());
        return store;
    }

    private Path pem(String name) {
        return dir.resolve(name + ".pem");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
