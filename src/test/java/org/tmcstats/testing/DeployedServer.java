package org.tmcstats.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.event.container.BeforeDeploy;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Tells the server that Arquillian starts where its files and its database are. */
public final class DeployedServer implements LoadableExtension {
    static final TestDatabase DATABASE = TestDatabase.create();
    /** Where tests listen for OpenDSR's callbacks. */
    static final int CALLBACK_PORT = freePort();

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Settings.class);
        builder.observer(Predecessor.class);
    }

    /**
     * Arquillian asks a server to end and starts the next at once: what they share, the spool's folder above all, is free when
     * the one before has ended. What attacks left in quarantine goes: to look for people in it takes the privacy jobs minutes.
     * Made by Arquillian.
     */
    public static final class Predecessor {
        public void await(@Observes BeforeDeploy event) {
            ProcessHandle.current()
                    .children()
                    .filter(process -> process.info().commandLine().orElse("").contains("payara-micro.jar"))
                    .forEach(process ->
                            process.onExit().orTimeout(3, TimeUnit.MINUTES).join());
            DATABASE.database().useTransaction(h -> h.execute("DELETE FROM identity.quarantine"));
        }
    }

    /** Made by Arquillian. */
    public static final class Settings {
        private static Path bootCommands(String base) {
            try {
                String shipped = Files.readString(Path.of(base, "payara-config", "boot-commands.txt"));
                return Files.writeString(
                        Path.of(base, "target", "it-boot-commands.txt"),
                        shipped.replace("@ADDRESS@", "127.0.0.1") + accessLog(base));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path own(String base, String name) {
            return Path.of(base, "target", name + ProcessHandle.current().pid());
        }

        /** As an operator may switch it on, in the format that is shipped. */
        private static String accessLog(String base) {
            String http = "set configs.config.server-config.http-service.";
            return String.join(
                    "\n",
                    http + "access-logging-enabled=true",
                    http + "access-log.write-interval-seconds=1",
                    http + "virtual-server.server.access-logging-enabled=true",
                    http + "virtual-server.server.access-log=" + DeployedWar.accessLog(base),
                    "");
        }

        public void apply(@Observes ContainerRegistry registry) {
            String base = System.getProperty("basedir", ".");
            StringJoiner java = new StringJoiner(" ")
                    .add("-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m")
                    .add("-Dtmc.database.url=" + DATABASE.url())
                    .add("-Dtmc.database.user=tmc_server -Dtmc.database.password=none")
                    .add("-Dtmc.admin.secret=" + DeployedWar.ADMIN_SECRET)
                    .add("-Dtmc.web.body-timeout=PT10S -Dtmc.audit.anchor-interval=PT1S")
                    .add("-Dtmc.access.failures-per-address=1000")
                    .add("-Dtmc.spool.dir=" + own(base, "it-spool-"))
                    .add("-Dtmc.keys.file=" + own(base, "it-keys-").resolve("master.key"))
                    .add("-Dtmc.opendsr.callback-origins=http://127.0.0.1:" + CALLBACK_PORT)
                    .add("-Dtmc.privacy.ledger-file=" + own(base, "it-privacy-").resolve("erasure-ledger.jsonl"))
                    .add("-Dtmc.audit.anchor-file=" + own(base, "it-audit-").resolve("anchors"));
            registry.getContainers()
                    .forEach(container -> container
                            .getContainerConfiguration()
                            .property("microJar", System.getProperty("launcher.dir") + "/lib/payara-micro.jar")
                            .property("cmdOptions", java.toString())
                            .property(
                                    "extraMicroOptions",
                                    "--contextroot / --nohazelcast --disablephonehome --prebootcommandfile "
                                            + bootCommands(base)));
        }
    }
}
