package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.Persons;
import org.tmcstats.keys.Keys;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.StoreException;

/**
 * Records what is done with personal data. When this returns, the entry is committed, or part of the transaction under way;
 * when it throws, nothing must be answered. A change is recorded in its own transaction, as its last statement: the end of
 * the chain is held until it commits. A read is recorded outside of one, before the answer: readers at the same time then
 * share a commit.
 */
@ApplicationScoped
public class Audit {
    private static final String LOCK_TIMEOUT = "55P03";
    private static final int MOST_TOGETHER = 500;

    private final Database database;
    private final Chain chain;
    private final Keys keys;
    private final Persons persons;
    private final CurrentCaller caller;
    private final AuditedRequest request;

    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();
    private volatile @Nullable Head latest;

    @Inject
    Audit(Database database, Chain chain, Keys keys, Persons persons, CurrentCaller caller, AuditedRequest request) {
        this.database = database;
        this.chain = chain;
        this.keys = keys;
        this.persons = persons;
        this.caller = caller;
        this.request = request;
    }

    /** A note that waits to be committed with others; guarded by {@link #turn}. */
    private static final class Waiting {
        final Note note;
        boolean done;

        @Nullable
        RuntimeException failure;

        Waiting(Note note) {
            this.note = note;
        }
    }

    /**
     * Records what the request under way does, without naming persons.
     *
     * @param kind of data, such as {@code quarantine} or {@code report/calls}
     * @param persons how many persons it shows or changes, 0 or more; 0 is recorded too
     * @throws ProblemException unavailable when the trail cannot be written now
     * @throws StoreException when the database refuses or cannot be reached
     */
    public void record(Action action, String kind, long persons) {
        record(action, kind, persons, List.of());
    }

    /**
     * As {@link #record(Action, String, long)}, about persons that the request names or that the answer shows one by one.
     *
     * @param subjects whom; kept as keyed hashes
     */
    public void record(Action action, String kind, long persons, Collection<Subject> subjects) {
        List<String> roles = caller.roles();
        String role = request.role() == null ? (roles.isEmpty() ? "-" : roles.get(0)) : request.role();
        String purpose = request.purpose() == null ? AuditConfig.purposeOf(role) : request.purpose();
        record(new Note(
                caller.client().id(),
                role,
                action.word(),
                kind,
                persons,
                purpose,
                subjects.stream()
                        .flatMap(this::names)
                        .map(this::hashed)
                        .distinct()
                        .toList()));
        request.settle();
    }

    /**
     * Records what a job does.
     *
     * @param actor id of the job
     * @param purpose such as {@code retention}
     * @throws ProblemException unavailable when the trail cannot be written now
     * @throws StoreException when the database refuses or cannot be reached
     */
    public void record(String actor, Action action, String kind, long persons, String purpose) {
        record(new Note(actor, Note.JOB, action.word(), kind, persons, purpose, List.of()));
    }

    /** Whether a request by somebody who is signed in is under way; else a job is, or the server's start. */
    boolean isForRequest() {
        try {
            return caller.isKnown();
        } catch (ContextNotActiveException e) {
            return false;
        }
    }

    /** The request under way could show persons and does not, because it masks them or there is nothing to show. */
    public void nothingPersonal() {
        request.settle();
    }

    /** Customers are often called by their number or address: whoever asks for that finds them too. */
    Stream<Subject> names(Subject subject) {
        if (!subject.kind().equals(PersonKind.CUSTOMER.word())) {
            return Stream.of(subject);
        }
        Optional<Person> phone = persons.person(PersonKind.PHONE, subject.value());
        // Without a user any word would be the name of a host.
        Optional<Person> sip = persons.person(PersonKind.SIP_URI, subject.value())
                .filter(p -> p.value().indexOf('@') > 0);
        return Stream.concat(
                Stream.of(subject),
                Stream.concat(phone.stream(), sip.stream())
                        .map(p -> new Subject(p.kind().word(), p.value())));
    }

    /** What stands for a person in entries: HMAC-SHA256 of the normal form, in hexadecimal digits. */
    public String hashed(Subject subject) {
        String value = PersonKind.of(subject.kind())
                .flatMap(kind -> persons.person(kind, subject.value()))
                .map(Person::value)
                .orElse(subject.value());
        return HexFormat.of()
                .formatHex(keys.hmac(
                        "audit/subject",
                        subject.kind().getBytes(StandardCharsets.UTF_8),
                        value.getBytes(StandardCharsets.UTF_8)));
    }

    /** The end of the chain as this node committed it last; null when it has not yet. */
    @Nullable
    Head latest() {
        return latest;
    }

    private void record(Note note) {
        try {
            if (database.isInTransaction()) {
                database.inTransaction(h -> chain.append(h, List.of(note)));
            } else {
                commit(new Waiting(note));
            }
        } catch (StoreException e) {
            if (e.sqlState().equals(LOCK_TIMEOUT)) {
                throw ProblemException.retry(
                        ProblemType.UNAVAILABLE, "The audit trail cannot be written now", Duration.ofSeconds(5));
            }
            throw e;
        }
    }

    /** Whoever has the turn commits for all that wait, so that a commit serves many readers. */
    private void commit(Waiting mine) {
        queue.add(mine);
        turn.lock();
        try {
            while (!mine.done) {
                commitWaiting();
            }
        } finally {
            turn.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
    }

    private void commitWaiting() {
        List<Waiting> together = new ArrayList<>();
        for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
            together.add(next);
            if (together.size() == MOST_TOGETHER) {
                break;
            }
        }
        @Nullable RuntimeException failure = new IllegalStateException("not recorded");
        try {
            List<Note> notes = together.stream().map(w -> w.note).toList();
            latest = database.inSeparateTransaction(h -> chain.append(h, notes));
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            for (Waiting one : together) {
                one.done = true;
                one.failure = failure;
            }
        }
    }
}
