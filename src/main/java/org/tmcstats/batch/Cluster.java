package org.tmcstats.batch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.tmcstats.store.Database;

/**
 * Which nodes are up, and what becomes of the runs of one that is gone. A node is gone when its process is (told at once on
 * the same machine), or when its heartbeat stopped while ours went through: while the database is away nobody's does, and
 * that kills nobody.
 */
@ApplicationScoped
class Cluster {
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());

    private final Database database;
    private final Node node;
    private final LongSupplier nanos;
    /** Since when our own heartbeats went through without a gap. */
    private long steadySince;

    private long lastBeat;
    private boolean beating;

    @Inject
    Cluster(Database database, Node node) {
        this(database, node, System::nanoTime);
    }

    Cluster(Database database, Node node, LongSupplier nanos) {
        this.database = database;
        this.node = node;
        this.nanos = nanos;
    }

    /**
     * Tells the others that this node is up, and fails the runs of those that are gone.
     *
     * @param jobs whose runs to look at
     */
    synchronized void beat(List<String> jobs) {
        long now = nanos.getAsLong();
        if (!beating || now - lastBeat > SILENCE.toNanos() / 3) {
            steadySince = now;
            beating = true;
        }
        boolean steady = now - steadySince > SILENCE.toNanos();
        List<Long> lost = database.inSeparateTransaction(h -> {
            h.createUpdate("INSERT INTO ops.node (node, machine, pid) VALUES (:node, :machine, :pid)"
                            + " ON CONFLICT (node) DO UPDATE SET heartbeat_at = now()")
                    .bind("node", node.id())
                    .bind("machine", node.machine())
                    .bind("pid", node.pid())
                    .execute();
            gone(h, steady).forEach(other -> h.execute("DELETE FROM ops.node WHERE node = ?", other));
            return h.createQuery(Database.sql("batch/fail-lost"))
                    .bindArray("jobs", String.class, jobs)
                    .mapTo(Long.class)
                    .list();
        });
        lastBeat = now;
        lost.forEach(id -> LOG.log(Level.WARNING, "execution {0} failed: the node that ran it is gone", id));
    }

    /** Says goodbye: what ran here is known to be over. */
    void leave() {
        database.inSeparateTransaction(h -> h.execute("DELETE FROM ops.node WHERE node = ?", node.id()));
    }

    private List<UUID> gone(Handle h, boolean steady) {
        List<UUID> gone = new ArrayList<>();
        h.createQuery(
                        "SELECT node, pid, machine = :machine AS here, heartbeat_at < now() - :silence * interval '1 s' AS silent"
                                + " FROM ops.node WHERE node <> :node")
                .bind("machine", node.machine())
                .bind("silence", SILENCE.toSeconds())
                .bind("node", node.id())
                .map(row -> {
                    boolean dead = row.getColumn("here", Boolean.class)
                            && ProcessHandle.of(row.getColumn("pid", Long.class))
                                    .isEmpty();
                    if (dead || (steady && row.getColumn("silent", Boolean.class))) {
                        gone.add(row.getColumn("node", UUID.class));
                    }
                    return dead;
                })
                .list();
        return gone;
    }
}
