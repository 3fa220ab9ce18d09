package org.tmcstats.retention;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** The server's rotated log files, which hold no identifiers but go with the rest. */
@ApplicationScoped
class LogFiles {
    private static final String ROTATED = "server-[1-9]\\d*\\.log";

    private final Database database;
    private final RetentionConfig config;

    @Inject
    LogFiles(Database database, Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.config = RetentionConfig.from(settings);
    }

    /** Deletes files that nothing was written to for longer than logs are kept; the one in use stays. */
    int purge() {
        int days = database.inTransaction(h -> RetentionDays.read(h, config)).longest(Topic.LOGS);
        Instant before = Instant.now().minus(Duration.ofDays(days));
        List<Path> old =
                config.logFolder().map(folder -> rotated(folder, before)).orElse(List.of());
        try {
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return old.size();
    }

    private static List<Path> rotated(Path folder, Instant before) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> String.valueOf(f.getFileName()).matches(ROTATED))
                    .filter(f -> modified(f).isBefore(before))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
