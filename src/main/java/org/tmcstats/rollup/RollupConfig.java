package org.tmcstats.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.tmcstats.config.Settings;

/**
 * How aggregates are computed.
 *
 * @param zone time zone of the day tables: a region whose clock is whole hours away from UTC, as days are made of hours
 * @param badCallPercent share of bad samples from which a call is bad, %
 * @param chunkRecords records that one transaction takes at most, unless a single batch has more
 * @param workMemoryMib memory for each sort and hash table of a roll-up, MiB
 */
record RollupConfig(ZoneId zone, int badCallPercent, long chunkRecords, int workMemoryMib) {
    /** No record is older; offsets before do not matter. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    RollupConfig {
        // PostgreSQL reads UTC+2 and the like with the opposite sign; names of regions mean the same everywhere.
        if (!ZoneId.getAvailableZoneIds().contains(zone.getId())) {
            throw new IllegalArgumentException("setting tmc.zone must be the name of a region, such as Europe/Berlin");
        }
        if (!isWholeHours(zone.getRules())) {
            throw new IllegalArgumentException("setting tmc.zone must be whole hours away from UTC");
        }
    }

    static RollupConfig from(Settings settings) {
        return new RollupConfig(
                ZoneId.of(settings.text("tmc.zone")),
                (int) settings.number("tmc.quality.bad-call-percent", 1, 100),
                settings.number("tmc.rollup.chunk-records", 1, 1_000_000_000),
                (int) settings.number("tmc.rollup.work-memory-mib", 4, 4096));
    }

    private static boolean isWholeHours(ZoneRules rules) {
        Instant end = Instant.now().plus(Duration.ofDays(3 * 366));
        for (Instant at = EARLIEST; at != null && at.isBefore(end); at = next(rules, at)) {
            ZoneOffset offset = rules.getOffset(at);
            if (offset.getTotalSeconds() % 3600 != 0) {
                return false;
            }
        }
        return true;
    }

    private static @org.jspecify.annotations.Nullable Instant next(ZoneRules rules, Instant at) {
        var transition = rules.nextTransition(at);
        return transition == null ? null : transition.getInstant();
    }
}
