package org.tmcstats.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonHashes.Hash;
import org.tmcstats.identity.PersonHashes.Hit;
import org.tmcstats.keys.Keys;
import org.tmcstats.keys.Sealing;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Whose identities are not stored: those who objected, those whose data are restricted, and in records received before it,
 * those who were erased. The list is read again when its version has grown; a writer holds the version with a shared lock, so
 * that a change waits for the writes under way and each later write knows it.
 */
@ApplicationScoped
public class Suppression {
    private static final String SEALED = "set-aside";
    private static final Duration CALLS_REMEMBERED = Duration.ofDays(7);
    private static final String LOCK = "hashtext('privacy.suppression')";
    private static final String NEXT_VERSION = "UPDATE privacy.suppression SET version = version + 1";

    private final Database database;
    private final Persons persons;
    private final Keys keys;
    private final Sealing sealing;
    private final Cache<ByteBuffer, Long> anonymous =
            Caffeine.newBuilder().maximumSize(200_000).build();
    private volatile Snapshot known;

    /** What becomes of an identity. */
    public enum Effect {
        /** Kept, encrypted, out of everybody's sight. */
        ASIDE,
        /** Not stored. */
        DROP
    }

    /**
     * Why a record's identities are not stored.
     *
     * @param request that asks for it
     * @param receivedBefore of records received before this only; null for all
     */
    public record Reason(
            Effect effect, UUID request, @Nullable Instant receivedBefore) {
        /** Whether it holds for a record received then. */
        public boolean covers(Instant receivedAt) {
            return receivedBefore == null || receivedAt.isBefore(receivedBefore);
        }

        /** Of several that cover one record: what one of them wants dropped is not kept for another. */
        public static Optional<Reason> strongest(Collection<Reason> all) {
            return all.stream().max(Comparator.comparing(Reason::effect));
        }
    }

    /** A row that is kept aside. */
    public record SetAside(
            UUID request, String table, @Nullable LocalDate day, String json) {}

    /** The list as of one version. */
    public final class Snapshot {
        private final long version;
        private final PersonHashes hashes;
        private final Map<Hash, List<Reason>> reasons;
        private final Instant until;

        private Snapshot(long version, Map<Hash, List<Reason>> reasons) {
            this.version = version;
            this.hashes = new PersonHashes(persons, reasons.keySet());
            this.reasons = reasons;
            this.until = reasons.values().stream()
                    .flatMap(List::stream)
                    .map(r -> r.receivedBefore() == null ? Instant.MAX : r.receivedBefore())
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.MIN);
        }

        public boolean isEmpty() {
            return reasons.isEmpty();
        }

        /** False when nothing here is about records received then. */
        public boolean isRelevant(Instant receivedAt) {
            return receivedAt.isBefore(until);
        }

        /** Why a value is not to be stored in a record received then: each reason there is. */
        public Set<Reason> of(@Nullable String value, Instant receivedAt, PersonKind... by) {
            return value == null || value.isEmpty() || isEmpty()
                    ? Set.of()
                    : covering(hashes.find(value, by).stream(), receivedAt);
        }

        /** Why a text is not to be stored in a record received then. */
        public Set<Reason> in(@Nullable String text, Instant receivedAt) {
            return text == null || isEmpty()
                    ? Set.of()
                    : covering(hashes.findIn(text).stream().map(Hit::hash), receivedAt);
        }

        /** Why bytes are not to be stored in a record received then. */
        public Set<Reason> in(byte[] bytes, Instant receivedAt) {
            return isEmpty() ? Set.of() : covering(hashes.findIn(bytes).stream().map(Hit::hash), receivedAt);
        }

        private Set<Reason> covering(Stream<Hash> found, Instant receivedAt) {
            return found.flatMap(hash -> reasons.getOrDefault(hash, List.of()).stream())
                    .filter(reason -> reason.covers(receivedAt))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    @Inject
    public Suppression(Database database, Persons persons, Keys keys, Sealing sealing) {
        this.database = database.as(DatabaseRole.INGEST);
        this.persons = persons;
        this.keys = keys;
        this.sealing = sealing;
        this.known = new Snapshot(0, Map.of());
    }

    /** Reads the list anew the next time, with the calls that were remembered meanwhile. */
    public void forget() {
        known = new Snapshot(0, Map.of());
    }

    /** The list as it is now. */
    public Snapshot current() {
        return database.inSeparateTransaction(h -> {
            long version = version(h);
            if (version != known.version) {
                known = new Snapshot(version, reasons(h));
            }
            return known;
        });
    }

    /** What is to be erased by these requests alone. */
    public Snapshot of(Collection<UUID> requests) {
        return database.inSeparateTransaction(h -> {
            Map<Hash, List<Reason>> theirs = new HashMap<>();
            reasons(h).forEach((hash, all) -> {
                List<Reason> some =
                        all.stream().filter(r -> requests.contains(r.request())).toList();
                if (!some.isEmpty()) {
                    theirs.put(hash, some);
                }
            });
            return new Snapshot(-1, theirs);
        });
    }

    /** Holds the list as it is until the handle's transaction ends; false when it is not the given one any more. */
    public boolean hold(Handle handle, Snapshot snapshot) {
        handle.execute("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")");
        return version(handle) == snapshot.version;
    }

    /** Adds entries in the handle's transaction; writes that know nothing of them have ended when this returns. */
    public void add(Handle handle, Collection<Hash> hashes, Reason reason) {
        add(handle, hashes, reason, null);
    }

    /**
     * As {@link #add(Handle, Collection, Reason)}, for a time.
     *
     * @param forgetAt from when on the entries are of no use any more; null for never
     */
    public void add(Handle handle, Collection<Hash> hashes, Reason reason, @Nullable Instant forgetAt) {
        change(handle);
        forgetPast(handle);
        insert(handle, hashes, reason, forgetAt);
    }

    /** Removes a request's entries in the handle's transaction. */
    public void remove(Handle handle, UUID request) {
        change(handle);
        handle.execute("DELETE FROM privacy.suppressed WHERE request_id = ?", request);
    }

    /**
     * Remembers calls in which a suppressed person took part: their later messages name the session alone. Writers of every
     * node read the list again before their next write; those under way are not waited for.
     *
     * @param sessions with their reasons
     */
    public void remember(Map<String, Set<Reason>> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        Instant forgetAt = Instant.now().plus(CALLS_REMEMBERED);
        database.inSeparateTransaction(h -> {
            forgetPast(h);
            sessions.forEach((session, reasons) -> persons.person(PersonKind.SESSION, session)
                    .map(person -> List.of(PersonHashes.hash(persons, person)))
                    .ifPresent(hash -> reasons.forEach(reason -> insert(h, hash, reason, forgetAt))));
            h.execute(NEXT_VERSION);
            return true;
        });
    }

    /**
     * A surrogate key that no identity row says anything about, the same for the same value on a day as long as this node
     * runs.
     *
     * @param sequence where keys of that sort come from
     */
    public long anonymousKey(String sequence, long epochDay, String value) {
        ByteBuffer of = ByteBuffer.wrap(keys.hmac(
                "anonymous",
                sequence.getBytes(StandardCharsets.UTF_8),
                Long.toString(epochDay).getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8)));
        return anonymous.get(
                of,
                k -> database.inSeparateTransaction(h -> h.createQuery("SELECT nextval(:sequence)")
                        .bind("sequence", sequence)
                        .mapTo(Long.class)
                        .one()));
    }

    /** Keeps rows aside in the handle's transaction. */
    public void setAside(Handle handle, Collection<SetAside> rows) {
        for (SetAside row : rows) {
            handle.createUpdate("INSERT INTO privacy.set_aside (request_id, table_name, day, sealed)"
                            + " VALUES (:request, :table, :day, :sealed)")
                    .bind("request", row.request())
                    .bind("table", row.table())
                    .bind("day", row.day())
                    .bind(
                            "sealed",
                            sealing.seal(
                                    SEALED, place(row.request()), row.json().getBytes(StandardCharsets.UTF_8)))
                    .execute();
        }
    }

    /** The row that was kept aside, as JSON. */
    public String open(UUID request, byte[] sealed) {
        return new String(sealing.open(SEALED, place(request), sealed), StandardCharsets.UTF_8);
    }

    private static void change(Handle handle) {
        handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        handle.execute(NEXT_VERSION);
    }

    private static void forgetPast(Handle handle) {
        handle.execute("DELETE FROM privacy.suppressed WHERE forget_at <= now()");
    }

    private static void insert(Handle handle, Collection<Hash> hashes, Reason reason, @Nullable Instant forgetAt) {
        if (hashes.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(Database.sql("identity/suppress"));
        for (Hash hash : hashes) {
            batch.bind("kind", hash.kind().word())
                    .bind("hash", hash.bytes())
                    .bind("effect", reason.effect().name().toLowerCase(Locale.ROOT))
                    .bind("request", reason.request())
                    .bind("before", reason.receivedBefore())
                    .bind("forget", forgetAt)
                    .add();
        }
        batch.execute();
    }

    private static String place(UUID request) {
        return "privacy.set_aside/" + request;
    }

    private static long version(Handle handle) {
        return handle.createQuery("SELECT version FROM privacy.suppression")
                .mapTo(Long.class)
                .one();
    }

    private static Map<Hash, List<Reason>> reasons(Handle handle) {
        Map<Hash, List<Reason>> reasons = new HashMap<>();
        handle.createQuery("SELECT kind, hash, effect, request_id, received_before FROM privacy.suppressed"
                        + " WHERE forget_at IS NULL OR forget_at > now()")
                .map((rs, context) -> {
                    Instant before = context.findColumnMapperFor(Instant.class)
                            .orElseThrow()
                            .map(rs, 5, context);
                    Hash hash = new Hash(PersonKind.of(rs.getString(1)).orElseThrow(), rs.getBytes(2));
                    Reason reason = new Reason(
                            Effect.valueOf(rs.getString(3).toUpperCase(Locale.ROOT)),
                            rs.getObject(4, UUID.class),
                            before);
                    return reasons.computeIfAbsent(hash, k -> new ArrayList<>()).add(reason);
                })
                .list();
        return reasons;
    }
}
