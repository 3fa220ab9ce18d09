package org.tmcstats.feed.mediaserver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.tmcstats.store.Database;
import org.tmcstats.store.StoreException;

/**
 * One node of the cluster connects to a media server. A holder is known by its spool's id, so a node that starts again
 * goes on at once. After the database was away every lease is old: a node takes over another's only when it has seen the
 * database long enough for the other to renew.
 */
@ApplicationScoped
public class Leases {
    /** Silence after which another node takes over. */
    static final Duration SILENCE = Duration.ofSeconds(40);

    private final Database database;
    private final LongSupplier nanos;
    private boolean steady;
    private long steadySince;

    @Inject
    public Leases(Database database) {
        this(database, System::nanoTime);
    }

    Leases(Database database, LongSupplier nanos) {
        this.database = database;
        this.nanos = nanos;
    }

    /**
     * Takes or renews what can be had.
     *
     * @return names of the media servers that are the holder's to connect to
     * @throws StoreException when the database is away: what was held stays held
     */
    synchronized Set<String> renew(UUID holder, Collection<String> names) {
        boolean patient = steady && nanos.getAsLong() - steadySince > SILENCE.toNanos();
        Duration silence = patient ? SILENCE : Duration.ofDays(36_500);
        try {
            List<String> held = database.inTransaction(h -> h.createQuery(Database.sql("feed/lease-media-servers"))
                    .bindArray("names", String.class, List.copyOf(names))
                    .bind("holder", holder)
                    .bind("silence", silence.toSeconds())
                    .mapTo(String.class)
                    .list());
            if (!steady) {
                steady = true;
                steadySince = nanos.getAsLong();
            }
            return Set.copyOf(held);
        } catch (StoreException e) {
            steady = false;
            throw e;
        }
    }

    /** Lets others have all that the holder has. */
    void release(UUID holder) {
        database.useTransaction(h -> h.execute("DELETE FROM ops.media_server_lease WHERE holder = ?", holder));
    }
}
