package org.tmcstats.batch;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * This server among those on the same database: made anew at each start.
 */
@ApplicationScoped
public class Node {
    private final UUID id = UUID.randomUUID();
    private final String machine = machineName();

    /** Its id, made at each start. */
    public UUID id() {
        return id;
    }

    /** Boot and process namespace that {@link #pid()} means something in; where that is not known, no other has the name. */
    String machine() {
        return machine;
    }

    long pid() {
        return ProcessHandle.current().pid();
    }

    private static String machineName() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            return boot.strip() + '/' + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            return UUID.randomUUID().toString();
        }
    }
}
