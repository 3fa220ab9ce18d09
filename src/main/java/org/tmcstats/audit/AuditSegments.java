package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/** The trail's own retention: it is dropped by whole segments, UTC days, from its beginning. */
@ApplicationScoped
public class AuditSegments {
    /** Whom the entry about a drop names. */
    static final String ACTOR = "audit-retention";

    private static final String OLDEST = "SELECT segment FROM audit.segment WHERE segment < :limit ORDER BY segment";

    private final Database database;
    private final Chain chain;
    private final Anchors anchors;
    private final Verification verification;

    @Inject
    AuditSegments(Database database, Chain chain, Anchors anchors, Verification verification) {
        this.database = database;
        this.chain = chain;
        this.anchors = anchors;
        this.verification = verification;
    }

    /** How long entries are kept: what was set under {@code /privacy/retention}, else what is configured. */
    Duration retention(Duration configured) {
        return database.inTransaction(h -> h.createQuery("SELECT days FROM ops.retention WHERE kind = 'audit'")
                .mapTo(Integer.class)
                .findOne()
                .map(Duration::ofDays)
                .orElse(configured));
    }

    /** Segments of UTC days that ended by then, oldest first: what {@link #dropBefore} would drop. */
    public List<LocalDate> before(Instant limit) {
        return database.inTransaction(h -> before(h, limit));
    }

    /**
     * Drops the segments of UTC days that ended by then. A signed start stays in place of them, from which the rest is
     * verified. The drop is itself an entry of the trail.
     *
     * @return segments dropped
     * @throws ProblemException conflict when the trail has faults, which dropping would hide
     */
    public int dropBefore(Instant limit) {
        if (before(limit).isEmpty()) {
            return 0;
        }
        if (!verification.verify(null).valid()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "The audit trail has faults, see its verification: nothing is dropped");
        }
        int dropped = database.inTransaction(h -> {
            h.execute("SELECT pg_advisory_xact_lock(hashtext('audit.drop'))");
            List<LocalDate> segments = before(h, limit);
            if (!segments.isEmpty()) {
                drop(h, segments);
            }
            return segments.size();
        });
        anchors.copy();
        return dropped;
    }

    /** The entry comes first: it begins a segment behind those that go, when none has begun yet. */
    private void drop(Handle h, List<LocalDate> segments) {
        LocalDate last = segments.get(segments.size() - 1);
        long actors = h.createQuery("SELECT count(DISTINCT actor) FROM audit.entry WHERE segment <= :last")
                .bind("last", last)
                .mapTo(Long.class)
                .one();
        chain.append(
                h, List.of(new Note(ACTOR, Note.JOB, Action.PURGE.word(), "audit", actors, "retention", List.of())));
        Head kept = h.createQuery("SELECT first_seq - 1 AS seq, before FROM audit.segment WHERE segment > :last"
                        + " ORDER BY segment LIMIT 1")
                .bind("last", last)
                .map(row -> new Head(row.getColumn("seq", Long.class), row.getColumn("before", byte[].class)))
                .one();
        anchors.put(h, Anchor.START, kept);
        segments.forEach(day ->
                h.createCall("SELECT audit.drop_segment(:day)").bind("day", day).invoke());
    }

    /** Today's is under way, whatever the limit. */
    private static List<LocalDate> before(Handle h, Instant limit) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        LocalDate day = LocalDate.ofInstant(limit, ZoneOffset.UTC);
        return h.createQuery(OLDEST)
                .bind("limit", day.isBefore(today) ? day : today)
                .mapTo(LocalDate.class)
                .list();
    }
}
