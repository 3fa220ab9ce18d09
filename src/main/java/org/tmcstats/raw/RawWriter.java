package org.tmcstats.raw;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.Identities;
import org.tmcstats.identity.Suppression;
import org.tmcstats.raw.FeedCounters.Counts;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import org.tmcstats.store.StoreException;

/**
 * Stores what the spool carries: in one transaction the rows, what goes to quarantine, the batch's number for the
 * roll-up, and the spool's position. A record that PostgreSQL refuses goes to quarantine and holds up nothing.
 */
@ApplicationScoped
public class RawWriter {
    private static final Logger LOGGER = System.getLogger(RawWriter.class.getName());

    private static final String UNIQUE_VIOLATION = "23505";

    private final Database database;
    private final Identities identities;
    private final @Nullable Suppression suppression;
    private final FeedCounters counters;
    private final Map<String, Decoder> decoders = new HashMap<>();
    private final Days days;
    private final Dimensions dimensions;
    private final Seen seen = new Seen();
    private volatile @Nullable StbRepeats repeats;

    /** Messages read, ready to be stored. */
    public static final class Prepared {
        private final List<Spooled> spooled;
        private final List<Decoded> decoded;
        /** Of set-top boxes' reports, by which repeats are recognised. */
        private final Map<StbRecord, UUID> fingerprints;
        /** One report of each fingerprint, in an order common to all writers. */
        private final SortedMap<UUID, StbRecord> distinct = new TreeMap<>();

        private Prepared(List<Spooled> spooled, List<Decoded> decoded, Map<StbRecord, UUID> fingerprints) {
            this.spooled = spooled;
            this.decoded = decoded;
            this.fingerprints = fingerprints;
            fingerprints.forEach((record, fingerprint) -> distinct.putIfAbsent(fingerprint, record));
        }

        int size() {
            return spooled.size();
        }

        Spooled spooled(int index) {
            return spooled.get(index);
        }

        Decoded decoded(int index) {
            return decoded.get(index);
        }

        Map<StbRecord, UUID> fingerprints() {
            return fingerprints;
        }

        SortedMap<UUID, StbRecord> distinct() {
            return distinct;
        }

        /** One message of them. */
        private Prepared one(int index) {
            Decoded one = decoded.get(index);
            Map<StbRecord, UUID> its = new IdentityHashMap<>();
            for (RawRecord record : one.records()) {
                UUID fingerprint = record instanceof StbRecord stb ? fingerprints.get(stb) : null;
                if (fingerprint != null) {
                    its.put((StbRecord) record, fingerprint);
                }
            }
            return new Prepared(List.of(spooled.get(index)), List.of(one), its);
        }

        private Prepared refused(String reason) {
            byte[] body = spooled.get(0).message().body();
            return new Prepared(
                    spooled,
                    List.of(new Decoded(1, List.of(), List.of(new Decoded.Rejected(0, reason, body)))),
                    Map.of());
        }
    }

    @Inject
    public RawWriter(
            Database database,
            Identities identities,
            Suppression suppression,
            FeedCounters counters,
            Instance<Decoder> decoders) {
        this(database, identities, suppression, counters, (Iterable<Decoder>) decoders);
    }

    /** For use without a server. */
    public RawWriter(Database database, Identities identities, FeedCounters counters, Iterable<Decoder> decoders) {
        this(database, identities, null, counters, decoders);
    }

    /** For use without a server, with identities that are not stored. */
    public RawWriter(
            Database database,
            Identities identities,
            @Nullable Suppression suppression,
            FeedCounters counters,
            Iterable<Decoder> decoders) {
        this.database = database.as(DatabaseRole.INGEST);
        this.identities = identities;
        this.suppression = suppression;
        this.counters = counters;
        this.days = new Days(this.database);
        this.dimensions = new Dimensions(this.database);
        decoders.forEach(d -> this.decoders.put(d.kind(), d));
    }

    /**
     * Where the database stands with a spool's partition.
     *
     * @param start position at which a spool that the database does not know begins
     * @param most position that the database cannot be beyond: it is when the spool's folder was replaced by an older
     *     copy, whose records are stored all, and what comes behind them is new
     */
    public long position(UUID spool, int partition, long start, long most) {
        // Whatever was cached may have gone with a database that was replaced.
        forgetIdentities();
        days.forget();
        dimensions.forget();
        repeats = new StbRepeats(identities.fingerprintKey());
        return database.inSeparateTransaction(h -> {
            h.createUpdate("INSERT INTO ops.spool_position VALUES (:spool, :partition, :start) ON CONFLICT DO NOTHING")
                    .bind("spool", spool)
                    .bind("partition", partition)
                    .bind("start", start)
                    .execute();
            h.createUpdate("UPDATE ops.spool_position SET position = :most"
                            + " WHERE spool_id = :spool AND partition = :partition AND position > :most")
                    .bind("spool", spool)
                    .bind("partition", partition)
                    .bind("most", most)
                    .execute();
            return h.createQuery(
                            "SELECT position FROM ops.spool_position WHERE spool_id = :spool AND partition = :partition")
                    .bind("spool", spool)
                    .bind("partition", partition)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** Forgets whom it has seen, as after somebody was erased. */
    public void forgetIdentities() {
        identities.forget();
        seen.forget();
        if (suppression != null) {
            suppression.forget();
        }
    }

    /** Whether a message names one of those whose identities are not stored, by the list given. */
    public boolean names(Spooled spooled, Suppression.Snapshot list) {
        Prepared prepared = new Prepared(List.of(spooled), List.of(decode(spooled)), Map.of());
        Verdicts verdicts = Verdicts.of(prepared, list);
        return !verdicts.isEmpty()
                || !list.in(spooled.message().origin(), spooled.message().receivedAt())
                        .isEmpty();
    }

    /** Decodes, beside the write of what came before; of the database only a key is needed, once. */
    public Prepared prepare(List<Spooled> messages) {
        List<Decoded> decoded = new ArrayList<>(messages.size());
        for (Spooled spooled : messages) {
            decoded.add(decode(spooled));
        }
        Map<StbRecord, UUID> fingerprints = new IdentityHashMap<>();
        for (Decoded one : decoded) {
            for (RawRecord record : one.records()) {
                if (record instanceof StbRecord stb) {
                    fingerprints.put(stb, repeats().fingerprint(stb));
                }
            }
        }
        return new Prepared(List.copyOf(messages), decoded, fingerprints);
    }

    /**
     * Stores.
     *
     * @throws IllegalStateException when the database is not at the stretch's begin: it was replaced, or another writer
     *     has the same spool
     */
    public void store(SpoolPosition stretch, Prepared prepared) {
        RuntimeException refused = refusal(stretch, prepared);
        if (refused != null && sqlState(refused).equals(UNIQUE_VIOLATION)) {
            // Another writer remembered the same report of a set-top box at the same moment: it is seen now.
            refused = refusal(stretch, prepared);
        }
        if (refused != null) {
            LOGGER.log(
                    Level.WARNING,
                    "the database refuses a record, storing one by one: SQL state {0}",
                    sqlState(refused));
            // A purge may have dropped partitions since they were seen.
            days.forget();
            storeOneByOne(stretch, prepared);
        }
    }

    /** Stores everything at once; what the database has against it, null when nothing. */
    private @Nullable RuntimeException refusal(SpoolPosition stretch, Prepared prepared) {
        try {
            storeAll(stretch, prepared).forEach(counters::add);
            return null;
        } catch (RuntimeException e) {
            if (refusesData(e)) {
                return e;
            }
            throw e;
        }
    }

    /** One transaction, a savepoint a message: what is refused goes to quarantine, the rest is stored. */
    private void storeOneByOne(SpoolPosition stretch, Prepared prepared) {
        Map<String, Counts> all = writeHeld(prepared, list -> h -> {
            Map<String, Counts> counts = new HashMap<>();
            move(h, stretch);
            for (int i = 0; i < prepared.size(); i++) {
                writeOne(h, prepared.one(i), list).forEach((feed, c) -> counts.merge(feed, c, Counts::plus));
            }
            return counts;
        });
        all.forEach(counters::add);
    }

    private Map<String, Counts> writeOne(Handle h, Prepared one, Listed list) {
        Map<String, Counts> counts;
        h.execute("SAVEPOINT one");
        try {
            counts = batch(h, keys(one, list.verdicts()), list.verdicts()).write(one);
        } catch (RuntimeException e) {
            if (!refusesData(e)) {
                throw e;
            }
            h.execute("ROLLBACK TO SAVEPOINT one");
            Prepared refused = one.refused("the database refuses it: SQL state " + sqlState(e));
            Verdicts verdicts = verdicts(list.list(), refused);
            counts = batch(h, keys(refused, verdicts), verdicts).write(refused);
        }
        h.execute("RELEASE SAVEPOINT one");
        return counts;
    }

    private Map<String, Counts> storeAll(SpoolPosition stretch, Prepared prepared) {
        List<BatchWrite> written = new ArrayList<>();
        Map<String, Counts> counts = writeHeld(prepared, list -> {
            WriteKeys keys = keys(prepared, list.verdicts());
            return h -> {
                move(h, stretch);
                BatchWrite write = batch(h, keys, list.verdicts());
                written.add(write);
                return write.write(prepared);
            };
        });
        written.forEach(BatchWrite::committed);
        return counts;
    }

    /** Whose identities are not stored, and what follows for what is to be written. */
    private record Listed(Suppression.@Nullable Snapshot list, Verdicts verdicts) {}

    /** Writes in one transaction, by a list that stays as it is until the transaction ends. */
    private Map<String, Counts> writeHeld(
            Prepared prepared, Function<Listed, Function<Handle, Map<String, Counts>>> write) {
        while (true) {
            Listed list = list(prepared);
            Function<Handle, Map<String, Counts>> ready = write.apply(list);
            Map<String, Counts> counts =
                    database.inSeparateTransaction(h -> isHeld(h, list.list()) ? ready.apply(h) : null);
            // Null when somebody objected or was erased meanwhile: looked at again.
            if (counts != null) {
                return counts;
            }
        }
    }

    private boolean isHeld(Handle handle, Suppression.@Nullable Snapshot list) {
        return suppression == null || list == null || suppression.hold(handle, list);
    }

    /** Calls that are found here are known to every node before a message of them is stored. */
    private Listed list(Prepared prepared) {
        if (suppression == null) {
            return new Listed(null, Verdicts.NONE);
        }
        Suppression.Snapshot list = suppression.current();
        Verdicts verdicts = verdicts(list, prepared);
        if (!verdicts.foundCalls().isEmpty()) {
            suppression.remember(verdicts.foundCalls());
            list = suppression.current();
            verdicts = verdicts(list, prepared);
        }
        return new Listed(list, verdicts);
    }

    private WriteKeys keys(Prepared prepared, Verdicts verdicts) {
        return WriteKeys.of(prepared, days, identities, verdicts, suppression);
    }

    private BatchWrite batch(Handle handle, WriteKeys keys, Verdicts verdicts) {
        return new BatchWrite(handle, keys, dimensions, repeats(), seen, verdicts, suppression);
    }

    private static Verdicts verdicts(Suppression.@Nullable Snapshot list, Prepared prepared) {
        return list == null || list.isEmpty() ? Verdicts.NONE : Verdicts.of(prepared, list);
    }

    private static void move(Handle handle, SpoolPosition stretch) {
        int moved = handle.createUpdate("UPDATE ops.spool_position SET position = :to"
                        + " WHERE spool_id = :spool AND partition = :partition AND position = :from")
                .bind("spool", stretch.spool())
                .bind("partition", stretch.partition())
                .bind("from", stretch.from())
                .bind("to", stretch.to())
                .execute();
        if (moved != 1) {
            throw new IllegalStateException("the database is not where this spool left it");
        }
    }

    private StbRepeats repeats() {
        StbRepeats known = repeats;
        if (known == null) {
            known = new StbRepeats(identities.fingerprintKey());
            repeats = known;
        }
        return known;
    }

    private Decoded decode(Spooled spooled) {
        RawMessage message = spooled.message();
        if (spooled.isErased()) {
            return new Decoded(spooled.elements(), List.of(), List.of());
        }
        String reason = spooled.refusal();
        Decoder decoder = decoders.get(message.kind());
        if (reason == null && decoder == null) {
            reason = "no feed reads this kind";
        }
        if (reason != null || decoder == null) {
            return rejected(message, String.valueOf(reason));
        }
        try {
            return decoder.decode(message);
        } catch (RuntimeException e) {
            LOGGER.log(
                    Level.ERROR,
                    "the decoder of {0} failed: {1}",
                    message.feed(),
                    e.getClass().getName());
            return rejected(message, "the decoder failed: " + e.getClass().getSimpleName());
        }
    }

    private static Decoded rejected(RawMessage message, String reason) {
        return new Decoded(1, List.of(), List.of(new Decoded.Rejected(0, reason, message.body())));
    }

    private static String sqlState(Throwable thrown) {
        return StoreException.sqlStateOf(thrown).orElse("unknown");
    }

    /** Classes 22 (data exception), 23 (integrity constraint) and 54 (a limit): the record's fault, not the database's. */
    private static boolean refusesData(Throwable thrown) {
        return StoreException.sqlStateOf(thrown)
                .filter(state -> state.matches("(22|23|54).*"))
                .isPresent();
    }
}
