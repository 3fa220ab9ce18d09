package org.tmcstats.raw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.CopyRows;
import org.tmcstats.store.Database;

/**
 * Recognises set-top-box reports that are stored already: the same device, type, timestamp as sent, and interface or
 * url. A report's fingerprint lies under the day of its timestamp; with an unset clock under the day of its receipt.
 */
final class StbRepeats {

    private final Mac mac;

    StbRepeats(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a repeat has in common with the first. */
    synchronized UUID fingerprint(StbRecord record) {
        if (record instanceof StbMedia media) {
            return fingerprint(media.device(), "media", media.reportedMicros(), media.url());
        } else if (record instanceof StbNetwork network) {
            return fingerprint(network.device(), "network", network.reportedMicros(), network.name());
        }
        StbUnknown unknown = (StbUnknown) record;
        return fingerprint(unknown.device(), unknown.type(), unknown.reportedMicros(), unknown.body());
    }

    private UUID fingerprint(String device, String type, long reportedMicros, @Nullable String subject) {
        for (String part : new String[] {device, type, Long.toString(reportedMicros), subject == null ? "" : subject}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            mac.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(mac.doFinal());
        return new UUID(hash.getLong(), hash.getLong());
    }

    /**
     * Remembers reports in the handle's transaction and returns the fingerprints of those that were new. What another writer
     * remembers at the same moment is refused by PostgreSQL with 23505 (unique violation): then all of it can be tried again.
     *
     * @param records by fingerprint, sorted, so that writers wait for each other in one order
     */
    static Set<UUID> remember(Handle handle, SortedMap<UUID, StbRecord> records) {
        Map<Long, Set<UUID>> asked = new HashMap<>();
        records.forEach((fingerprint, record) -> days(record)
                .forEach(day -> asked.computeIfAbsent(day, d -> new HashSet<>()).add(fingerprint)));
        asked.replaceAll((day, fingerprints) -> there(handle, day, fingerprints));
        Set<UUID> fresh = new HashSet<>();
        CopyRows rows = new CopyRows();
        records.forEach((fingerprint, record) -> {
            long own = day(record);
            if (!asked.getOrDefault(own, Set.of()).contains(fingerprint)) {
                rows.row(2).date(LocalDate.ofEpochDay(own)).uuid(fingerprint);
            }
            if (days(record).noneMatch(day -> asked.getOrDefault(day, Set.of()).contains(fingerprint))) {
                fresh.add(fingerprint);
            }
        });
        Database.copy(handle, "raw.stb_seen (day, fingerprint)", rows);
        return fresh;
    }

    private static Set<UUID> there(Handle handle, long day, Set<UUID> fingerprints) {
        return new HashSet<>(handle.createQuery(Database.sql("raw/stb-seen"))
                .bind("day", LocalDate.ofEpochDay(day))
                .bindArray("fingerprints", UUID.class, List.copyOf(fingerprints))
                .mapTo(UUID.class)
                .list());
    }

    /**
     * Days under which a report may lie: its own, and others, for a clock that was out of range at one receipt may be within
     * it at the next, or midnight may lie between.
     */
    private static LongStream days(StbRecord record) {
        long today = Math.floorDiv(System.currentTimeMillis(), 86_400_000L);
        long own = day(record);
        return record.clockCorrected() || own >= today - 1
                ? LongStream.of(own, own - 1, today - 1, today, CallRows.day(record.reportedMicros()))
                        .distinct()
                        .filter(day -> day == own || record.clockCorrected() || day >= today - 1)
                : LongStream.of(own);
    }

    /** Day under which a report's fingerprint lies, days since 1970-01-01. */
    static long day(StbRecord record) {
        return CallRows.day(record.clockCorrected() ? record.atMicros() : record.reportedMicros());
    }
}
