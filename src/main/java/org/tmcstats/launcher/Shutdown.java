package org.tmcstats.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops the server first and PostgreSQL last. Java runs all shutdown hooks at once, and Payara has one of its own, which
 * must have ended before the database goes: the application still writes while it stops.
 */
final class Shutdown {
    private static final String PAYARA = "Payara Micro Shutdown Hook";
    /** The hooks are started one right after the other; more than this means that Payara had none yet. */
    private static final Duration HOOK_SHOWS = Duration.ofSeconds(1);

    private final DataFolder folder;
    private volatile @Nullable EmbeddedDatabase database;
    private volatile boolean serverStarted;

    private Shutdown(DataFolder folder) {
        this.folder = folder;
    }

    /** Will run when the JVM ends, and holds the folder until then. */
    static Shutdown arrange(DataFolder folder) {
        Shutdown shutdown = new Shutdown(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "tmc-stats shutdown"));
        return shutdown;
    }

    /** From now on there is a PostgreSQL to stop. */
    void databaseStarted(EmbeddedDatabase started) {
        database = started;
    }

    /** From now on there is a server to wait for. */
    void serverStarts() {
        serverStarted = true;
    }

    private void run() {
        try {
            if (serverStarted) {
                awaitServer();
            }
            EmbeddedDatabase started = database;
            if (started != null) {
                started.close();
            }
            folder.close();
        } catch (IOException e) {
            System.err.println("tmc-stats: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitServer() throws InterruptedException {
        long deadline = System.nanoTime() + HOOK_SHOWS.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Thread> hook = Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().equals(PAYARA))
                    .findAny();
            if (hook.isPresent()) {
                hook.get().join();
                return;
            }
            Thread.sleep(10);
        }
    }
}
