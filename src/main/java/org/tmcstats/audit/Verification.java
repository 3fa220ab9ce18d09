package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern ONE_DAY = Pattern.compile("FOR VALUES IN \\('(\\d{4}-\\d\\d-\\d\\d)'\\)");

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
        return walk(known).findings();
    }

    /**
     * The way along the chain.
     *
     * @param ends the last entry of each segment, as it was verified
     */
    record Walked(Findings findings, SortedMap<LocalDate, Head> ends) {}

    /** As {@link #verify}. */
    Walked walk(@Nullable Head known) {
        List<Anchor> outside = anchors.inFile();
        return database.inSeparateTransaction(h -> {
            h.execute("SELECT pg_advisory_xact_lock_shared(hashtext('audit.drop'))");
            return walk(h, outside, known);
        });
    }

    /** What is known of the chain is read before the chain, which only grows: whatever it names is there by then. */
    private Walked walk(Handle h, List<Anchor> outside, @Nullable Head known) {
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
        SortedMap<LocalDate, Head> ends = new TreeMap<>();
        for (LocalDate segment : segments(h, walk)) {
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
                rows.forEach(link -> walk.step(segment, link));
            }
            ends.put(segment, walk.head());
        }
        return new Walked(walk.end(), ends);
    }

    /** As they are attached, whatever audit.segment says. Partitions of anything but one day are not ours. */
    private static List<LocalDate> segments(Handle h, Walk walk) {
        List<String> bounds = h.createQuery("SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i"
                        + " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'audit.entry'::regclass")
                .mapTo(String.class)
                .list();
        List<LocalDate> days = bounds.stream()
                .map(ONE_DAY::matcher)
                .filter(Matcher::matches)
                .map(bound -> LocalDate.parse(bound.group(1)))
                .sorted()
                .toList();
        if (days.size() < bounds.size()) {
            foreign(h, walk, days);
        }
        return days;
    }

    private static void foreign(Handle h, Walk walk, List<LocalDate> days) {
        h.createQuery(
                        "SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM audit.entry WHERE segment <> ALL (:days)")
                .bindArray("days", LocalDate.class, days)
                .map((rs, context) -> {
                    walk.foreign(rs.getLong(1), rs.getLong(2));
                    return true;
                })
                .one();
    }
}
