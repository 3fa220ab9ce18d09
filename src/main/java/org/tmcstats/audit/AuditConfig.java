package org.tmcstats.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.tmcstats.config.Settings;

/**
 * Settings under {@code tmc.audit.}.
 *
 * @param anchorFile where anchors are kept outside the database
 * @param anchorInterval time between anchors while there are new entries
 * @param retention how long entries are kept, whole days
 * @param purposes that a caller can name
 */
record AuditConfig(Path anchorFile, Duration anchorInterval, Duration retention, Set<String> purposes) {
    private static final String PURPOSE = "[a-z0-9][a-z0-9-]{0,63}";

    static AuditConfig from(Settings settings) {
        return new AuditConfig(
                settings.file("tmc.audit.anchor-file"),
                settings.duration("tmc.audit.anchor-interval", Duration.ofSeconds(1), Duration.ofHours(24)),
                settings.duration("tmc.audit.retention", Duration.ofDays(1), Duration.ofDays(3650)),
                new TreeSet<>(settings.words("tmc.audit.purposes", PURPOSE)));
    }

    /** What a request is for when its caller does not say. */
    static String purposeOf(String role) {
        return switch (role) {
            case "viewer", "analyst" -> "quality-analysis";
            case "privacy-officer" -> "data-protection";
            case "admin" -> "administration";
            default -> "operation";
        };
    }
}
