package org.tmcstats.privacy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.tmcstats.config.SettingException;
import org.tmcstats.config.Settings;

/**
 * Settings under {@code tmc.privacy.} that requests need.
 *
 * @param fourEyes one account files, another approves
 * @param dueSoon how long before its due date a request counts as due soon
 * @param exportKeep how long an export can be downloaded
 * @param controller name and contact of the controller, told in exports
 * @param recipients whom data are disclosed to, told in exports and to be told of erasures (Art. 15(1)(c), 19)
 * @param ledger file of the erasure ledger, outside the database and its backups
 * @param nodePatience how long an erasure waits for other nodes to clear their spools
 * @param zone zone of calendar months
 */
record PrivacyConfig(
        boolean fourEyes,
        Duration dueSoon,
        Duration exportKeep,
        String controller,
        List<String> recipients,
        Path ledger,
        Duration nodePatience,
        ZoneId zone) {
    static PrivacyConfig from(Settings settings) {
        return new PrivacyConfig(
                flag(settings, "tmc.privacy.four-eyes"),
                settings.duration("tmc.privacy.due-soon", Duration.ZERO, Duration.ofDays(28)),
                settings.duration("tmc.privacy.export-keep", Duration.ofHours(1), Duration.ofDays(90)),
                settings.text("tmc.privacy.controller").trim(),
                list(settings, "tmc.privacy.recipients"),
                settings.file("tmc.privacy.ledger-file"),
                settings.duration("tmc.privacy.node-patience", Duration.ofSeconds(5), Duration.ofHours(1)),
                ZoneId.of(settings.text("tmc.zone").trim()));
    }

    static List<String> list(Settings settings, String key) {
        return Arrays.stream(settings.text(key).split(","))
                .map(String::trim)
                .filter(t -> !t.isEmpty())
                .toList();
    }

    private static boolean flag(Settings settings, String key) {
        return switch (settings.text(key).trim()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingException(key, "must be true or false", null);
        };
    }
}
