package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.tmcstats.config.Settings;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;

/** Signs the end of the chain from time to time, and tells it to the log and to a file: neither is the database's. */
@ApplicationScoped
class Anchors {
    private static final System.Logger LOG = System.getLogger(Anchors.class.getName());

    private final Database database;
    private final Chain chain;
    private final Keys keys;
    private final AnchorFile file;

    @Inject
    Anchors(Database database, Chain chain, Keys keys, Settings settings) {
        this.database = database;
        this.chain = chain;
        this.keys = keys;
        this.file = new AnchorFile(AuditConfig.from(settings).anchorFile());
    }

    /** Anchors the end of the chain unless it is anchored already. */
    void anchor() {
        Head end = database.inSeparateTransaction(h -> {
            Head head = chain.lock(h);
            if (head.seq() > last(h, Anchor.ANCHOR)) {
                put(h, Anchor.ANCHOR, head);
            }
            return head;
        });
        long known = last(inFile(), Anchor.ANCHOR);
        if (end.seq() < known) {
            LOG.log(
                    Level.ERROR,
                    "the audit trail ends at entry {0,number,#}, before its anchor at {1,number,#}: entries were removed",
                    end.seq(),
                    known);
        }
        copy();
    }

    /** Signs a statement in the handle's transaction; {@link #copy} afterwards takes it outside. */
    void put(Handle h, String kind, Head head) {
        Anchor anchor = Anchor.sign(keys, kind, head, Instant.now().truncatedTo(ChronoUnit.MICROS));
        h.createUpdate(Database.sql("audit/anchor"))
                .bind("kind", kind)
                .bind("seq", anchor.seq())
                .bind("at", anchor.at())
                .bind("hash", anchor.hash())
                .bind("kid", anchor.kid())
                .bind("signature", anchor.signature())
                .execute();
    }

    /**
     * Takes out of the database what the file does not have yet: this node's anchors, and other nodes'. Line by line, since
     * after a restore the chain goes on at places that the file knows already.
     */
    synchronized void copy() {
        Set<String> copied = inFile().stream().map(Anchor::line).collect(Collectors.toSet());
        List<Anchor> fresh = database.inSeparateTransaction(h -> inDatabase(h).stream()
                .filter(anchor -> !copied.contains(anchor.line()))
                .toList());
        if (fresh.isEmpty()) {
            return;
        }
        file.append(fresh);
        fresh.forEach(anchor -> LOG.log(Level.INFO, "audit trail: {0}", anchor.line()));
    }

    /** All statements in the database. */
    List<Anchor> inDatabase(Handle h) {
        return h.createQuery("SELECT kind, seq, at, hash, kid, signature FROM audit.anchor ORDER BY seq, kind")
                .map(row -> new Anchor(
                        row.getColumn("kind", String.class),
                        row.getColumn("seq", Long.class),
                        row.getColumn("at", Instant.class),
                        row.getColumn("hash", byte[].class),
                        row.getColumn("kid", String.class),
                        row.getColumn("signature", byte[].class)))
                .list();
    }

    /** All statements in the file; a damaged line is none. */
    List<Anchor> inFile() {
        return file.lines().stream()
                .map(Anchor::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static long last(List<Anchor> anchors, String kind) {
        return anchors.stream()
                .filter(anchor -> anchor.kind().equals(kind))
                .mapToLong(Anchor::seq)
                .max()
                .orElse(0);
    }

    private static long last(Handle h, String kind) {
        return h.createQuery("SELECT coalesce(max(seq), 0) FROM audit.anchor WHERE kind = :kind")
                .bind("kind", kind)
                .mapTo(Long.class)
                .one();
    }
}
