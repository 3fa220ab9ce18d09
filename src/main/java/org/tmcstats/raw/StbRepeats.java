package org.tmcstats.raw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
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

    /** Remembers the fingerprints in the handle's transaction and returns those that were new. */
    static Set<UUID> remember(Handle handle, Map<UUID, StbRecord> records) {
        TreeMap<UUID, LocalDate> days = new TreeMap<>();
        records.forEach((fingerprint, record) -> days.put(fingerprint, LocalDate.ofEpochDay(day(record))));
        Set<UUID> fresh = new HashSet<>(handle.createQuery(Database.sql("raw/stb-remember"))
                .bindArray("days", LocalDate.class, List.copyOf(days.values()))
                .bindArray("fingerprints", UUID.class, List.copyOf(days.keySet()))
                .mapTo(UUID.class)
                .list());
        fresh.removeAll(elsewhere(handle, fresh, records));
        return fresh;
    }

    /** A clock that was out of range at one receipt may be within it at the next, or midnight may lie between. */
    private static Set<UUID> elsewhere(Handle handle, Set<UUID> fresh, Map<UUID, StbRecord> records) {
        long today = Math.floorDiv(System.currentTimeMillis(), 86_400_000L);
        List<LocalDate> days = new ArrayList<>();
        List<UUID> fingerprints = new ArrayList<>();
        for (UUID fingerprint : fresh) {
            StbRecord record = records.get(fingerprint);
            if (record != null) {
                long own = day(record);
                LongStream.of(own - 1, today - 1, today, CallRows.day(record.reportedMicros()))
                        .distinct()
                        .filter(day -> day != own && (record.clockCorrected() || day >= today - 1))
                        .forEach(day -> {
                            days.add(LocalDate.ofEpochDay(day));
                            fingerprints.add(fingerprint);
                        });
            }
        }
        return days.isEmpty()
                ? Set.of()
                : new HashSet<>(handle.createQuery(Database.sql("raw/stb-elsewhere"))
                        .bindArray("days", LocalDate.class, days)
                        .bindArray("fingerprints", UUID.class, fingerprints)
                        .mapTo(UUID.class)
                        .list());
    }

    /** Day under which a report's fingerprint lies, days since 1970-01-01. */
    static long day(StbRecord record) {
        return CallRows.day(record.clockCorrected() ? record.atMicros() : record.reportedMicros());
    }
}
