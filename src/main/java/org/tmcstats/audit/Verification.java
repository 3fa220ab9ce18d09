package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jspecify.annotations.Nullable;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;

/** Reads the whole chain and holds it against its signatures, and against the anchors in the database and outside. */
@ApplicationScoped
class Verification {
    private static final GenericType<List<String>> TEXTS = new GenericType<>() {};
    private static final int FETCH = 1000;

    private final Database database;
    private final Keys keys;
    private final Anchors anchors;

    @Inject
    Verification(Database database, Keys keys, Anchors anchors) {
        this.database = database;
        this.keys = keys;
        this.anchors = anchors;
    }

    /**
     * Verifies the chain as it is now; entries that come meanwhile are not looked at.
     *
     * @param known the end of the chain as it must be at least; null when this is not known
     */
    Findings verify(@Nullable Head known) {
        List<Anchor> outside = anchors.inFile();
        return database.inSeparateTransaction(h -> {
            h.execute("SELECT pg_advisory_xact_lock_shared(hashtext('audit.drop'))");
            return verify(h, outside, known);
        });
    }

    /** What is known of the chain is read before the chain, which only grows: whatever it names is there by then. */
    private Findings verify(Handle h, List<Anchor> outside, @Nullable Head known) {
        Walk walk = new Walk(keys);
        Map<String, Anchor> statements = new LinkedHashMap<>();
        List<Anchor> inside = anchors.inDatabase(h);
        inside.forEach(anchor -> statements.put(anchor.line(), anchor));
        for (Anchor anchor : outside) {
            if (statements.put(anchor.line(), anchor) == null) {
                walk.fault("anchor-removed", anchor.seq(), null);
            }
        }
        TreeMap<Long, List<Anchor>> bySeq = new TreeMap<>();
        Anchor start = null;
        for (Anchor anchor : statements.values()) {
            if (!anchor.isGenuine(keys)) {
                walk.fault("anchor-forged", anchor.seq(), null);
                continue;
            }
            bySeq.computeIfAbsent(anchor.seq(), seq -> new ArrayList<>()).add(anchor);
            if (anchor.kind().equals(Anchor.START) && (start == null || anchor.seq() > start.seq())) {
                start = anchor;
            }
        }
        walk.begin(start == null ? new Head(0, new byte[32]) : new Head(start.seq(), start.hash()), bySeq, known);
        for (LocalDate segment : segments(h)) {
            try (var rows = h
                    .createQuery("SELECT * FROM audit.entry WHERE segment = :segment ORDER BY seq")
                    .bind("segment", segment)
                    .setFetchSize(FETCH)
                    .map(row -> new Link(
                            row.getColumn("seq", Long.class),
                            row.getColumn("at", Instant.class),
                            new Note(
                                    row.getColumn("actor", String.class),
                                    row.getColumn("role", String.class),
                                    row.getColumn("action", String.class),
                                    row.getColumn("kind", String.class),
                                    row.getColumn("persons", Long.class),
                                    row.getColumn("purpose", String.class),
                                    row.getColumn("subjects", TEXTS)),
                            row.getColumn("before", byte[].class),
                            row.getColumn("signature", byte[].class),
                            row.getColumn("hash", byte[].class)))
                    .stream()) {
                rows.forEach(walk::step);
            }
        }
        return walk.end();
    }

    /** As they are attached, whatever audit.segment says. */
    private static List<LocalDate> segments(Handle h) {
        return h.createQuery("SELECT m[1]::date AS segment FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,"
                        + " regexp_matches(pg_get_expr(c.relpartbound, c.oid), '\\d{4}-\\d\\d-\\d\\d', 'g') m"
                        + " WHERE i.inhparent = 'audit.entry'::regclass ORDER BY 1")
                .mapTo(LocalDate.class)
                .list();
    }
}
