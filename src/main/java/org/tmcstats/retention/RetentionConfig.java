package org.tmcstats.retention;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tmcstats.config.Settings;

/**
 * Settings that purges depend on.
 *
 * @param maxAgeDays how old a record may be when it comes, days
 * @param auditDays how long the audit trail is kept at least, days; longer when it was set by REST
 * @param logFolder where the server writes its log; empty when the product does not know
 */
record RetentionConfig(int maxAgeDays, int auditDays, Optional<Path> logFolder) {
    static RetentionConfig from(Settings settings) {
        String folder = settings.text("tmc.log.dir").trim();
        return new RetentionConfig(
                Math.toIntExact(settings.duration("tmc.accept.max-age", Duration.ofDays(1), Duration.ofDays(3650))
                        .toDays()),
                Math.toIntExact(settings.duration("tmc.audit.retention", Duration.ofDays(1), Duration.ofDays(3650))
                        .toDays()),
                folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder)));
    }
}
