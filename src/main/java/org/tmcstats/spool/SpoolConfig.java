package org.tmcstats.spool;

import java.nio.file.Path;
import java.time.Duration;
import org.tmcstats.config.Settings;

/**
 * Settings under {@code tmc.spool.}.
 *
 * @param dir folder of the spool; one server at a time
 * @param partitions logs that are written and drained side by side
 * @param maxBytes bound of all segments on disk, those kept for a restored database included
 * @param segmentBytes length at which a new segment begins
 * @param keep how long stored segments stay, so that a database restored from a backup catches up
 * @param linger longest wait for more records before a small batch is written
 */
record SpoolConfig(Path dir, int partitions, long maxBytes, long segmentBytes, Duration keep, Duration linger) {
    static SpoolConfig from(Settings settings) {
        return new SpoolConfig(
                Path.of(settings.text("tmc.spool.dir")),
                (int) settings.number("tmc.spool.partitions", 1, 16),
                settings.number("tmc.spool.max-bytes", 64L << 20, 1L << 50),
                settings.number("tmc.spool.segment-bytes", 1L << 20, 1L << 30),
                settings.duration("tmc.spool.keep", Duration.ZERO, Duration.ofDays(365)),
                settings.duration("tmc.spool.linger", Duration.ZERO, Duration.ofSeconds(60)));
    }
}
