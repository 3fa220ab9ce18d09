package org.tmcstats.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Everything kept on disk, held by one launcher at a time. */
final class DataFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;

    private DataFolder(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Makes the folder if it is not there, readable by its owner only, and takes it.
     *
     * @throws LaunchException if it cannot be written or another launcher holds it
     */
    static DataFolder take(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            if (!Files.exists(root)) {
                Files.createDirectories(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // The lock ends with the process, however that ends.
            FileChannel channel = FileChannel.open(
                    root.resolve("tmc-stats.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new LaunchException("the data folder " + root + " is in use by another tmc-stats");
            }
            return new DataFolder(root, channel);
        } catch (IOException e) {
            throw new LaunchException("the data folder " + root + " cannot be written", e);
        }
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    /** A folder within, made if it is not there. */
    Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new LaunchException("the data folder " + root + " cannot be written", e);
        }
    }

    /** Deletes what is in a folder but for the entry named; nothing happens if there is no such folder. */
    static void clean(Path folder, String kept) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(kept)) {
                    delete(entry);
                }
            }
        }
    }

    /** Deletes a file or a folder with all that is in it. */
    static void delete(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(target)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
