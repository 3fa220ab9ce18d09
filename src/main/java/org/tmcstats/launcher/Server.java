package org.tmcstats.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Payara Micro with the WAR, in this JVM. */
final class Server {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Path war;
    private final DataFolder folder;
    private final Listening listening;

    /**
     * Where the server listens.
     *
     * @param port of plain HTTP
     * @param tls null without https
     */
    record Listening(
            InetAddress address, int port, @Nullable Tls tls) {
        URI uri() {
            String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
            return URI.create((tls == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host)
                    + ":" + (tls == null ? port : tls.port()) + "/");
        }
    }

    Server(Path war, DataFolder folder, Listening listening) {
        this.war = war;
        this.folder = folder;
        this.listening = listening;
    }

    /** Where it is, as seen from this machine. */
    URI address() {
        return listening.uri();
    }

    /** Starts and returns when the application is ready. */
    void start() {
        try {
            Path unpacked = folder.folder("server");
            // Anything else there is a former domain, whose applications would be deployed again.
            DataFolder.clean(unpacked, "runtime");
            Path commands = unpacked.resolve("boot-commands.txt");
            String address = listening.address().getHostAddress();
            Tls tls = listening.tls();
            if (tls != null) {
                tls.hand(unpacked);
            }
            Files.writeString(
                    commands,
                    packaged("boot-commands.txt").replace("@ADDRESS@", address)
                            + (tls == null ? "" : tls.bootCommands(address)));
            Path logging = unpacked.resolve("logging.properties");
            Files.writeString(
                    logging,
                    packaged("logging.properties")
                            .replace("@LOG@", folder.folder("log").toString()));
            String[] arguments = {
                "--deploy",
                war.toString(),
                "--contextroot",
                "/",
                "--port",
                Integer.toString(listening.port()),
                "--unpackdir",
                unpacked.toString(),
                "--prebootcommandfile",
                commands.toString(),
                "--logproperties",
                logging.toString(),
                "--disablephonehome",
                "--nohazelcast"
            };
            Class.forName("fish.payara.micro.PayaraMicro")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
            awaitReady();
        } catch (ReflectiveOperationException | IOException e) {
            throw new LaunchException("the server did not start", e);
        }
    }

    private static HttpClient client(@Nullable Tls tls) {
        return tls == null
                ? HttpClient.newHttpClient()
                : HttpClient.newBuilder()
                        .sslContext(OwnCertificate.trusted(tls.certificate()))
                        .build();
    }

    private static String packaged(String name) throws IOException {
        try (InputStream in = Server.class.getResourceAsStream("/payara-config/" + name)) {
            if (in == null) {
                throw new LaunchException("the package is not complete: payara-config/" + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Payara's main method returns after a failure as after a success, so the application itself is asked. An answer
     * without any check comes from a server whose application was not deployed.
     */
    private void awaitReady() throws IOException {
        HttpClient client = client(listening.tls());
        HttpRequest request = HttpRequest.newBuilder(address().resolve("health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String log = "see " + folder.resolve("log");
        try {
            while (System.nanoTime() < deadline) {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (!response.body().contains("\"name\"")) {
                    throw new LaunchException("the application was not deployed, " + log);
                }
                if (response.statusCode() == 200) {
                    return;
                }
                Thread.sleep(POLL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new LaunchException("the application did not become ready, " + log);
    }
}
