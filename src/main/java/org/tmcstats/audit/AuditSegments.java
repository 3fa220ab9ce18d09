package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/** The trail's own retention: it is dropped by whole segments, UTC days, from its beginning. */
@ApplicationScoped
public class AuditSegments {
    /** Whom the entry about a drop names. */
    static final String ACTOR = "audit-retention";

    /** To drop a segment takes a lock on the whole table, behind which every look at a person would wait. */
    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '3s'";

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

    /**
     * How long entries are kept: what was set under {@code /privacy/retention}, at least what is configured. Whom the trail
     * watches may keep it longer, not shorter.
     */
    Duration retention(Duration configured) {
        return database.inTransaction(h -> h.createQuery("SELECT days FROM ops.retention WHERE kind = 'audit'")
                .mapTo(Integer.class)
                .findOne()
                .map(Duration::ofDays)
                .filter(set -> set.compareTo(configured) > 0)
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
     * @throws org.tmcstats.store.StoreException with SQL state 55P03 when somebody else is in the way, such as a back-up
     */
    public int dropBefore(Instant limit) {
        if (before(limit).isEmpty()) {
            return 0;
        }
        Verification.Walked walked = verification.walk(null);
        if (!walked.findings().valid()) {
            throw faulty();
        }
        int dropped = database.inTransaction(h -> {
            h.execute(LOCK_TIMEOUT);
            h.execute("SELECT pg_advisory_xact_lock(hashtext('audit.drop'))");
            List<LocalDate> segments = before(h, limit);
            if (!segments.isEmpty()) {
                drop(h, segments, walked.ends());
            }
            return segments.size();
        });
        anchors.copy();
        return dropped;
    }

    private static ProblemException faulty() {
        return new ProblemException(
                ProblemType.CONFLICT, "The audit trail has faults, see its verification: nothing is dropped");
    }

    /**
     * The entry comes first: it begins a segment behind those that go, when none has begun yet. What is signed is the end as it
     * was verified, whatever the tables say by now.
     */
    private void drop(Handle h, List<LocalDate> segments, SortedMap<LocalDate, Head> verified) {
        LocalDate last = segments.get(segments.size() - 1);
        long actors = h.createQuery("SELECT count(DISTINCT actor) FROM audit.entry WHERE segment <= :last")
                .bind("last", last)
                .mapTo(Long.class)
                .one();
        chain.append(
                h, List.of(new Note(ACTOR, Note.JOB, Action.PURGE.word(), "audit", actors, "retention", List.of())));
        Head end = verified.get(last);
        if (end == null || end.seq() != lastSeq(h, last)) {
            throw faulty();
        }
        anchors.put(h, Anchor.START, end);
        segments.forEach(day ->
                h.createCall("SELECT audit.drop_segment(:day)").bind("day", day).invoke());
    }

    private static long lastSeq(Handle h, LocalDate last) {
        return h.createQuery("SELECT coalesce(max(seq), 0) FROM audit.entry WHERE segment <= :last")
                .bind("last", last)
                .mapTo(Long.class)
                .one();
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
