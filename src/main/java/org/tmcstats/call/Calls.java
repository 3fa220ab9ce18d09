package org.tmcstats.call;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;
import org.tmcstats.call.CallRows.AddressRow;
import org.tmcstats.call.CallRows.Events;
import org.tmcstats.call.CallRows.Span;
import org.tmcstats.call.CallRows.StreamRow;
import org.tmcstats.call.CallRows.TimelineRow;
import org.tmcstats.call.CallSummary.Address;
import org.tmcstats.call.CallSummary.Leg;
import org.tmcstats.call.CallSummary.Network;
import org.tmcstats.call.CallSummary.Participant;
import org.tmcstats.identity.CallRef;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Looks calls up. */
@ApplicationScoped
class Calls {
    /** Whoever took part, when that is not known any more. */
    private static final List<Participant> GONE = List.of(
            new Participant("agent", CallRows.MASKED, CallRows.MASKED),
            new Participant("customer", CallRows.MASKED, CallRows.MASKED));
    /** A call that lasts longer is shown in part. */
    private static final int LONGEST_DAYS = 7;

    private final Database database;

    @Inject
    Calls(Database database) {
        this.database = database.as(DatabaseRole.PERSON);
    }

    /**
     * A call's summary.
     *
     * @param name session id or opaque reference
     * @param customers a call of others than these is not found; null for everybody's
     * @param persons the caller may see persons
     * @throws ProblemException not-found when nothing is known of it
     */
    Shown<CallSummary> summary(String name, @Nullable List<String> customers, boolean persons) {
        return database.inTransaction(h -> {
            CallRef ref = found(h, name, customers);
            Span span = persons ? span(h, ref) : span(h, ref).masked();
            List<StreamRow> streams = bound(h, "call/streams", ref, span, StreamRow.class);
            Events events = ask(
                            h,
                            "SELECT count(*) AS events, min(at) AS first_at, max(at) AS last_at FROM raw.event"
                                    + " WHERE call_key = :key AND at >= :from AND at < :to",
                            ref,
                            span,
                            Events.class)
                    .get(0);
            List<Participant> participants = participants(h, ref, span);
            List<AddressRow> addresses = ask(
                    h,
                    "SELECT DISTINCT source_key, local_address, remote_address FROM identity.address"
                            + " WHERE call_key = :key AND day BETWEEN :firstDay AND :lastDay ORDER BY 1, 2, 3",
                    ref,
                    span,
                    AddressRow.class);
            Instant first = edge(
                    Stream.concat(streams.stream().map(StreamRow::firstAt), Stream.ofNullable(events.firstAt())), true);
            Instant last = edge(
                    Stream.concat(streams.stream().map(StreamRow::lastAt), Stream.ofNullable(events.lastAt())), false);
            CallSummary summary = new CallSummary(
                    ref.opaque(),
                    span.sessionId() == null ? CallRows.MASKED : span.sessionId(),
                    span.sessionId() == null ? CallRows.MASKED : span.conversationId(),
                    first,
                    last,
                    first == null || last == null
                            ? null
                            : Duration.between(first, last).toNanos() / 1e9,
                    events.events(),
                    span.sessionId() == null ? GONE : participants,
                    legs(streams, addresses, span.sessionId() == null));
            return new Shown<>(summary, span.sessionId(), span.sessionId() == null ? List.of() : participants);
        });
    }

    /**
     * A page of a call's events and measurements in time order.
     *
     * @param name session id or opaque reference
     * @param customers a call of others than these is not found; null for everybody's
     * @param persons the caller may see persons
     * @throws ProblemException not-found when nothing is known of it, bad-parameter
     */
    Shown<Page<TimelineItem>> timeline(String name, @Nullable List<String> customers, Paging paging, boolean persons) {
        List<String> position = paging.position(2);
        return database.inTransaction(h -> {
            CallRef ref = found(h, name, customers);
            Span span = span(h, ref);
            List<TimelineRow> rows = h.createQuery(Database.sql("call/timeline"))
                    .bind("key", ref.key())
                    .bind("from", span.fromAt())
                    .bind("to", span.toAt())
                    .bind("after", position.isEmpty() ? span.fromAt() : instant(position.get(0)))
                    .bind("rank", position.isEmpty() ? 0L : number(position.get(1)))
                    .bind("limit", paging.fetch())
                    .map(ConstructorMapper.of(TimelineRow.class))
                    .list();
            Page<TimelineRow> page =
                    Page.of(rows, paging, row -> List.of(row.at().toString(), String.valueOf(row.rank())));
            return new Shown<>(
                    new Page<>(
                            page.items().stream().map(row -> row.item(persons)).toList(), page.next()),
                    persons ? span.sessionId() : null,
                    persons ? participants(h, ref, span) : List.of());
        });
    }

    private static List<Participant> participants(Handle h, CallRef ref, Span span) {
        return ask(
                h,
                "SELECT DISTINCT role, external_id AS id, name FROM identity.participant WHERE call_key = :key"
                        + " AND day BETWEEN :firstDay AND :lastDay ORDER BY 1, 2, 3",
                ref,
                span,
                Participant.class);
    }

    private static CallRef found(Handle h, String name, @Nullable List<String> customers) {
        CallRef ref = CallRef.find(h, name).orElseThrow(Calls::unknown);
        if (customers != null && !isOf(h, ref, customers)) {
            throw unknown();
        }
        return ref;
    }

    /** At least one of its customers is theirs, and none is another's. */
    private static boolean isOf(Handle h, CallRef ref, List<String> customers) {
        Boolean theirs = h.createQuery("SELECT coalesce(bool_and(external_id = ANY (:customers)), false)"
                        + " FROM identity.participant WHERE call_key = :key AND role = 'customer'"
                        + " AND day BETWEEN :first AND :last")
                .bindArray("customers", String.class, customers)
                .bind("key", ref.key())
                .bind("first", ref.day().minusDays(LONGEST_DAYS))
                .bind("last", ref.day().plusDays(LONGEST_DAYS))
                .mapTo(Boolean.class)
                .one();
        return theirs;
    }

    private static Span span(Handle h, CallRef ref) {
        LocalDate day = ref.day();
        return h.createQuery(Database.sql("call/span"))
                .bind("key", ref.key())
                .bind("first", day.minusDays(LONGEST_DAYS))
                .bind("last", day.plusDays(LONGEST_DAYS))
                .map(ConstructorMapper.of(Span.class))
                .findOne()
                .orElseThrow(Calls::unknown);
    }

    private static <T> List<T> bound(Handle h, String file, CallRef ref, Span span, Class<T> type) {
        return h.createQuery(Database.sql(file))
                .bind("key", ref.key())
                .bind("from", span.fromAt())
                .bind("to", span.toAt())
                .map(ConstructorMapper.of(type))
                .list();
    }

    private static <T> List<T> ask(Handle h, String sql, CallRef ref, Span span, Class<T> type) {
        h.getConfig(org.jdbi.v3.core.statement.SqlStatements.class).setUnusedBindingAllowed(true);
        return h.createQuery(sql)
                .bind("key", ref.key())
                .bind("from", span.fromAt())
                .bind("to", span.toAt())
                .bind("firstDay", LocalDate.ofInstant(span.fromAt(), java.time.ZoneOffset.UTC))
                .bind("lastDay", LocalDate.ofInstant(span.toAt(), java.time.ZoneOffset.UTC))
                .map(ConstructorMapper.of(type))
                .list();
    }

    private static List<Leg> legs(List<StreamRow> streams, List<AddressRow> addresses, boolean gone) {
        Map<Integer, List<StreamRow>> bySource = new LinkedHashMap<>();
        streams.forEach(s ->
                bySource.computeIfAbsent(s.sourceKey(), k -> new ArrayList<>()).add(s));
        List<Leg> legs = new ArrayList<>();
        bySource.forEach((source, rows) -> {
            StreamRow one = rows.get(0);
            legs.add(new Leg(
                    one.location().substring(one.location().indexOf('/') + 1),
                    one.location(),
                    one.dataset(),
                    one.server(),
                    gone ? List.of(new Address(CallRows.MASKED, CallRows.MASKED)) : addresses(addresses, source),
                    rows.stream()
                            .filter(StreamRow::isNetwork)
                            .map(r -> new Network(r.samples(), r.bytes(), r.rttMsMean(), r.rttMsMax()))
                            .findFirst()
                            .orElse(null),
                    rows.stream()
                            .filter(r -> !r.isNetwork())
                            .map(StreamRow::quality)
                            .toList()));
        });
        return legs;
    }

    private static List<Address> addresses(List<AddressRow> addresses, int source) {
        return addresses.stream()
                .filter(a -> a.sourceKey() == source)
                .map(a -> new Address(a.localAddress(), a.remoteAddress()))
                .toList();
    }

    private static @Nullable Instant edge(Stream<Instant> times, boolean first) {
        return (first ? times.min(Instant::compareTo) : times.max(Instant::compareTo)).orElse(null);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw Paging.badCursor();
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Paging.badCursor();
        }
    }

    private static ProblemException unknown() {
        return new ProblemException(ProblemType.NOT_FOUND, "there is no call of that reference");
    }
}
