package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.tmcstats.batch.Node;
import org.tmcstats.identity.Suppression;
import org.tmcstats.raw.RawWriter;
import org.tmcstats.spool.Spool;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Clears this node's spool and caches for erasures that it has not cleared them for, also those of before its start. */
@ApplicationScoped
class NodeErasures {
    private final Database database;
    private final Node node;
    private final Spool spool;
    private final RawWriter writer;
    private final Suppression suppression;

    @Inject
    NodeErasures(Database database, Node node, Spool spool, RawWriter writer, Suppression suppression) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.node = node;
        this.spool = spool;
        this.writer = writer;
        this.suppression = suppression;
    }

    void clear() throws InterruptedException {
        UUID id = spool.spoolId();
        List<UUID> due = database.inSeparateTransaction(h -> h.createQuery(Database.sql("privacy/spool-due"))
                .bind("spool", id)
                .bind("node", node.id())
                .mapTo(UUID.class)
                .list());
        if (due.isEmpty()) {
            return;
        }
        writer.forgetIdentities();
        Suppression.Snapshot list = suppression.of(due);
        long records = spool.blank(record -> writer.names(record, list));
        database.inSeparateTransaction(h -> {
            due.forEach(erasure -> h.createUpdate("INSERT INTO privacy.spool_erasure (erasure, spool, node, records)"
                            + " VALUES (:erasure, :spool, :node, :records) ON CONFLICT DO NOTHING")
                    .bind("erasure", erasure)
                    .bind("spool", id)
                    .bind("node", node.id())
                    .bind("records", due.size() == 1 ? records : 0)
                    .execute());
            return true;
        });
    }
}
