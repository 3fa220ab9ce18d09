package org.tmcstats.raw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.CopyRows;
import org.tmcstats.store.Database;
import org.tmcstats.store.StoreException;

/**
 * Recognises set-top-box reports that are stored already: the same device, type, timestamp as sent, and interface or
 * url.
 */
final class StbRepeats {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final long LOOK_FIRST_NANOS = Duration.ofMinutes(10).toNanos();

    private final Mac mac;
    /** When the primary key last refused a repeat. */
    private volatile long refusedNanos = System.nanoTime() - LOOK_FIRST_NANOS;

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
     * remembers at the same moment can be refused by PostgreSQL with 23505 (unique violation): then all of it can be tried
     * again.
     *
     * @param records by fingerprint, sorted, so that writers wait for each other in one order
     */
    Set<UUID> remember(Handle handle, SortedMap<UUID, StbRecord> records) {
        Set<UUID> fresh = new HashSet<>(records.keySet());
        fresh.removeAll(there(handle, records, StbRepeats::elsewhere));
        // Repeats are rare and to look for them costs more than to store, so it is done once some were refused.
        if (System.nanoTime() - refusedNanos < LOOK_FIRST_NANOS || !copied(handle, records)) {
            Set<UUID> stored = there(handle, records, record -> LongStream.of(day(record)));
            SortedMap<UUID, StbRecord> missing = new TreeMap<>(records);
            missing.keySet().removeAll(stored);
            copy(handle, missing);
            fresh.removeAll(stored);
        }
        return fresh;
    }

    /** False when one of them was stored already, and then none is. */
    private boolean copied(Handle handle, SortedMap<UUID, StbRecord> records) {
        handle.execute("SAVEPOINT seen");
        try {
            copy(handle, records);
        } catch (RuntimeException e) {
            if (!StoreException.sqlStateOf(e).filter(UNIQUE_VIOLATION::equals).isPresent()) {
                throw e;
            }
            handle.execute("ROLLBACK TO SAVEPOINT seen");
            refusedNanos = System.nanoTime();
            return false;
        }
        handle.execute("RELEASE SAVEPOINT seen");
        return true;
    }

    private static void copy(Handle handle, SortedMap<UUID, StbRecord> records) {
        CopyRows rows = new CopyRows();
        records.forEach((fingerprint, record) ->
                rows.row(2).date(LocalDate.ofEpochDay(day(record))).uuid(fingerprint));
        Database.copy(handle, "raw.stb_seen (day, fingerprint)", rows);
    }

    /** Those of the reports that are remembered under one of the days given for each. */
    private static Set<UUID> there(
            Handle handle, SortedMap<UUID, StbRecord> records, Function<StbRecord, LongStream> days) {
        Map<Long, List<UUID>> asked = new HashMap<>();
        records.forEach((fingerprint, record) -> days.apply(record)
                .forEach(day ->
                        asked.computeIfAbsent(day, d -> new ArrayList<>()).add(fingerprint)));
        Set<UUID> there = new HashSet<>();
        asked.forEach((day, fingerprints) -> there.addAll(handle.createQuery(Database.sql("raw/stb-seen"))
                .bind("day", LocalDate.ofEpochDay(day))
                .bindArray("fingerprints", UUID.class, fingerprints)
                .mapTo(UUID.class)
                .list()));
        return there;
    }

    /**
     * Days under which a report may lie besides its own: what is too old now was in range before, and what lies under the day
     * of its receipt may have been received yesterday.
     */
    private static LongStream elsewhere(StbRecord record) {
        if (!record.clockCorrected()) {
            return LongStream.empty();
        }
        long received = CallRows.day(record.atMicros());
        return LongStream.of(received, received - 1, CallRows.day(record.reportedMicros()))
                .distinct()
                .filter(day -> day != day(record));
    }

    /**
     * Day under which a report's fingerprint lies, days since 1970-01-01: of its timestamp, also of one that is only some days
     * ahead, which will be in range when it is repeated; else of its receipt.
     */
    static long day(StbRecord record) {
        long reported = CallRows.day(record.reportedMicros());
        if (!record.clockCorrected()) {
            return reported;
        }
        long received = CallRows.day(record.atMicros());
        return reported >= received && reported <= received + Days.AHEAD ? reported : received;
    }
}
