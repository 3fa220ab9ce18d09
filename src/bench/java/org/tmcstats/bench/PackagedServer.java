package org.tmcstats.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.tmcstats.feed.stb.OpenApi;
import org.tmcstats.feed.stb.OpenContentType;
import org.tmcstats.feed.stb.OpenStb;

/** The packaged server in a process of its own, with a heap of 512 MB. */
final class PackagedServer implements AutoCloseable {
    static final String SECRET = "only-for-benchmarks-0123456789";

    private final Child child;
    private final int port;
    private final double startSeconds;

    private PackagedServer(Child child, int port, double startSeconds) {
        this.child = child;
        this.port = port;
        this.startSeconds = startSeconds;
    }

    /** A copy of the package whose WAR has {@link EmptyPost} and {@link OpenStb} added. */
    static Path withReferences(Path packaged, Path copy) throws IOException {
        Files.createDirectories(copy);
        Files.copy(
                packaged.resolve("tmc-stats.jar"), copy.resolve("tmc-stats.jar"), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(copy.resolve("lib"));
        Files.createSymbolicLink(copy.resolve("lib"), packaged.resolve("lib").toAbsolutePath());
        File war = copy.resolve("tmc-stats.war").toFile();
        ShrinkWrap.createFromZipFile(
                        WebArchive.class, packaged.resolve("tmc-stats.war").toFile())
                .addClasses(EmptyPost.class, OpenApi.class, OpenContentType.class, OpenStb.class)
                .as(ZipExporter.class)
                .exportTo(war, true);
        return copy;
    }

    /** Starts and waits until it is ready. */
    static PackagedServer start(Path packaged, Path data, Map<String, String> environment, String... arguments)
            throws IOException {
        int port = freePort();
        Map<String, String> all = new HashMap<>(environment);
        all.put("TMC_ADMIN_SECRET", SECRET);
        List<String> given = new ArrayList<>(List.of("--data", data.toString(), "--port", Integer.toString(port)));
        given.addAll(List.of(arguments));
        long begin = System.nanoTime();
        Child child =
                Child.ofJar(packaged.resolve("tmc-stats.jar"), List.of("-Xmx512m"), all, given.toArray(String[]::new));
        child.awaitLine("tmc-stats is ready");
        return new PackagedServer(child, port, (System.nanoTime() - begin) / 1e9);
    }

    int port() {
        return port;
    }

    long pid() {
        return child.pid();
    }

    /** Time from the start of the process until it said that it was ready. */
    double startSeconds() {
        return startSeconds;
    }

    @Override
    public void close() throws IOException {
        child.close();
    }

    /** Deletes a folder with all in it. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
