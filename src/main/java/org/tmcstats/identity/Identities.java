package org.tmcstats.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Surrogate keys of calls and set-top boxes. New ones are committed at once, in a transaction of their own, so that
 * writers never wait for each other's; a key that no record uses does no harm.
 */
@ApplicationScoped
public class Identities {
    private static final long CACHED = 200_000;

    private record CallOfDay(long epochDay, String sessionId) {}

    private record CallKey(long key, boolean conversationKnown) {}

    private final Database database;
    private final Cache<CallOfDay, CallKey> calls =
            Caffeine.newBuilder().maximumSize(CACHED).build();
    private final Cache<DeviceId, Long> devices =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    @Inject
    public Identities(Database database) {
        this.database = database.as(DatabaseRole.INGEST);
    }

    /** Forgets what was cached, as after the database was replaced by an older one. */
    public void forget() {
        calls.invalidateAll();
        devices.invalidateAll();
    }

    /** Keys of calls, made where there are none; the partitions of their days exist. */
    public Map<CallId, Long> calls(Collection<CallId> wanted) {
        Map<CallId, Long> keys = new HashMap<>();
        Map<CallOfDay, CallId> missing = new HashMap<>();
        for (CallId id : wanted) {
            CallOfDay of = new CallOfDay(id.epochDay(), id.sessionId());
            CallKey known = calls.getIfPresent(of);
            if (known != null && (known.conversationKnown() || id.conversationId() == null)) {
                keys.put(id, known.key());
            } else {
                missing.merge(of, id, (a, b) -> a.conversationId() == null ? b : a);
            }
        }
        if (!missing.isEmpty()) {
            Map<CallOfDay, CallKey> found = database.inSeparateTransaction(h -> resolveCalls(h, missing));
            calls.putAll(found);
            for (CallId id : wanted) {
                CallKey key = found.get(new CallOfDay(id.epochDay(), id.sessionId()));
                if (key != null) {
                    keys.put(id, key.key());
                }
            }
        }
        return keys;
    }

    /** Keys of boxes, made where there are none; the partitions of their days exist. */
    public Map<DeviceId, Long> devices(Collection<DeviceId> wanted) {
        Map<DeviceId, Long> keys = new HashMap<>();
        TreeSet<DeviceId> missing =
                new TreeSet<>(Comparator.comparing(DeviceId::device).thenComparing(DeviceId::epochDay));
        for (DeviceId id : wanted) {
            Long known = devices.getIfPresent(id);
            if (known == null) {
                missing.add(id);
            } else {
                keys.put(id, known);
            }
        }
        if (!missing.isEmpty()) {
            Map<DeviceId, Long> found = database.inSeparateTransaction(h -> resolveDevices(h, missing));
            devices.putAll(found);
            keys.putAll(found);
        }
        return keys;
    }

    private static Map<CallOfDay, CallKey> resolveCalls(Handle handle, Map<CallOfDay, CallId> missing) {
        Map<CallOfDay, CallKey> found = new HashMap<>();
        List<CallId> ids = new ArrayList<>(missing.values());
        // One order for all writers, so that two of them never wait for each other in a circle.
        ids.sort(Comparator.comparing(CallId::sessionId).thenComparing(CallId::epochDay));
        handle.createQuery(Database.sql("identity/calls"))
                .bindArray(
                        "days",
                        LocalDate.class,
                        ids.stream()
                                .map(i -> LocalDate.ofEpochDay(i.epochDay()))
                                .toList())
                .bindArray(
                        "sessions",
                        String.class,
                        ids.stream().map(CallId::sessionId).toList())
                .bindArray(
                        "conversations",
                        String.class,
                        ids.stream().map(CallId::conversationId).toArray())
                .map((rs, context) -> {
                    LocalDate day = rs.getObject("day", LocalDate.class);
                    found.put(
                            new CallOfDay(day.toEpochDay(), rs.getString("session_id")),
                            new CallKey(rs.getLong("call_key"), rs.getString("conversation_id") != null));
                    return true;
                })
                .list();
        return found;
    }

    private static Map<DeviceId, Long> resolveDevices(Handle handle, Collection<DeviceId> missing) {
        Map<DeviceId, Long> found = new HashMap<>();
        handle.createQuery(Database.sql("identity/devices"))
                .bindArray(
                        "days",
                        LocalDate.class,
                        missing.stream()
                                .map(i -> LocalDate.ofEpochDay(i.epochDay()))
                                .toList())
                .bindArray(
                        "devices",
                        String.class,
                        missing.stream().map(DeviceId::device).toList())
                .map((rs, context) -> {
                    LocalDate day = rs.getObject("day", LocalDate.class);
                    return found.put(
                            new DeviceId(day.toEpochDay(), rs.getString("device_id")), rs.getLong("device_key"));
                })
                .list();
        return found;
    }

    /** The key of the keyed hash by which repeats are recognised. */
    public byte[] fingerprintKey() {
        byte @Nullable [] key = database.inSeparateTransaction(
                h -> h.createQuery("SELECT value FROM identity.secret WHERE name = 'fingerprint'")
                        .mapTo(byte[].class)
                        .one());
        if (key == null) {
            throw new IllegalStateException("identity.secret has no fingerprint key");
        }
        return key;
    }
}
