package org.tmcstats.retention.hold;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.CallRef;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.identity.Persons;
import org.tmcstats.identity.Suppression;
import org.tmcstats.store.Database;

/** Table {@code privacy.hold}, and what the holds in force cover. */
@ApplicationScoped
public class Holds {
    /** A call is looked for this many days around one on which it has records. */
    private static final int LONGEST_CALL_DAYS = 7;

    private static final int FETCH = 2000;

    private final PersonalColumns columns;
    private final Persons persons;
    private final AsideCalls aside;

    @Inject
    public Holds(PersonalColumns columns, Persons persons, Suppression suppression) {
        this.columns = columns;
        this.persons = persons;
        this.aside = new AsideCalls(columns, suppression);
    }

    /** Holds in force. */
    public List<Hold> inForce(Handle h) {
        return h.createQuery("SELECT * FROM privacy.hold WHERE released_at IS NULL ORDER BY id")
                .map(Holds::hold)
                .list();
    }

    /**
     * Holds in force that cover any of these, as an erasure asks (Art. 17(3)(e)).
     *
     * @param who identifiers of one person or several
     * @param calls surrogate keys of calls
     * @param days UTC days of records
     */
    public List<Hold> covering(Handle h, Collection<Person> who, Collection<Long> calls, Collection<LocalDate> days) {
        List<byte[]> hashes = who.stream().map(persons::hmac).toList();
        return inForce(h).stream()
                .filter(hold -> hashes.stream().anyMatch(hash -> Arrays.equals(hash, hold.personHash()))
                        || hold.callKey() != null && calls.contains(hold.callKey())
                        || days.stream().anyMatch(day -> hold.isPeriodWithin(day, day.plusDays(1))))
                .toList();
    }

    /** What was found on days that were looked at, for as long as the holds stay the same. Not thread-safe. */
    public static final class Found {
        private List<Long> holds = List.of();
        private final Map<LocalDate, Held> days = new HashMap<>();
    }

    /** Nobody places or releases a hold until the transaction ends; others may purge meanwhile. */
    public void keepAsTheyAre(Handle h) {
        h.execute("SELECT pg_advisory_xact_lock_shared(hashtext('privacy.hold'))");
    }

    static void change(Handle h) {
        h.execute("SELECT pg_advisory_xact_lock(hashtext('privacy.hold'))");
    }

    /**
     * Calls and set-top boxes with records in these UTC days that a hold on a person or a call covers; a person's calls are
     * kept whole, with everybody in them, also while a restriction keeps who took part aside.
     *
     * @param first first day
     * @param next day after the last
     */
    public Held held(Handle h, LocalDate first, LocalDate next) {
        return held(h, first, next, new Found());
    }

    /** As above, with what was found on neighbouring days before. */
    public Held held(Handle h, LocalDate first, LocalDate next, Found found) {
        List<Hold> holds = inForce(h);
        List<Long> ids = holds.stream().map(Hold::id).toList();
        if (!ids.equals(found.holds)) {
            found.holds = ids;
            found.days.clear();
        }
        Recognition recognition = new Recognition(persons, holds);
        Set<Long> calls = new HashSet<>();
        Set<Long> devices = new HashSet<>();
        LocalDate to = next.plusDays(LONGEST_CALL_DAYS);
        for (LocalDate day = first.minusDays(LONGEST_CALL_DAYS); day.isBefore(to); day = day.plusDays(1)) {
            boolean own = !day.isBefore(first) && day.isBefore(next);
            Held seen = own ? null : found.days.get(day);
            if (seen == null) {
                seen = ofDay(h, day, recognition, holds);
                found.days.put(day, seen);
            }
            calls.addAll(seen.calls());
            devices.addAll(seen.devices());
        }
        return new Held(calls, devices, Set.of());
    }

    private Held ofDay(Handle h, LocalDate day, Recognition recognition, List<Hold> holds) {
        Set<Long> calls = new HashSet<>();
        Set<Long> devices = new HashSet<>();
        for (Hold hold : holds) {
            if (hold.callKey() != null && day.equals(hold.callDay())) {
                calls.add(hold.callKey());
            }
        }
        aside.find(h, day, recognition, calls, devices);
        for (PersonalColumn column : columns.all()) {
            if (column.keys().contains("day") && column.keys().size() > 1 && recognition.concerns(column)) {
                String of = column.qualifiedTable() + " t WHERE t.day = DATE '" + day + "'";
                scan(h, column, of, recognition, (row, hit) -> {
                    add(calls, row.getColumn("call_key", Long.class));
                    add(devices, row.getColumn("device_key", Long.class));
                });
            }
        }
        return new Held(calls, devices, Set.of());
    }

    /**
     * Rows of a partition without a call or a box that name a person under a hold. The caller has locked the partition.
     *
     * @param parent partitioned table
     * @param of the partition: a table as t and a condition
     * @return their {@code ctid}
     */
    public Set<String> heldRows(Handle h, String parent, String of) {
        Recognition recognition = new Recognition(persons, inForce(h));
        Set<String> rows = new LinkedHashSet<>();
        for (PersonalColumn column : columns.all()) {
            if (column.qualifiedTable().equals(parent) && recognition.concerns(column)) {
                scan(h, column, of, recognition, (row, hit) -> {
                    if (row.getColumn("call_key", Long.class) == null
                            && row.getColumn("device_key", Long.class) == null) {
                        rows.add(hit);
                    }
                });
            }
        }
        return rows;
    }

    private interface Hit {
        void on(RowView row, String ctid);
    }

    private static void scan(Handle h, PersonalColumn column, String of, Recognition recognition, Hit hit) {
        List<String> deciding = column.identifies().stream()
                .map(i -> i.whenColumn())
                .flatMap(Stream::ofNullable)
                .distinct()
                .toList();
        String value = column.type().equals("bytea")
                ? "t." + column.column()
                : "convert_to(t." + column.column() + "::text, 'UTF8')";
        StringBuilder sql = new StringBuilder("SELECT t.ctid::text AS row_id, ")
                .append(value)
                .append(" AS value");
        for (String key : List.of("call_key", "device_key")) {
            sql.append(column.keys().contains(key) ? ", t." + key : ", NULL::bigint AS " + key);
        }
        deciding.forEach(name ->
                sql.append(", t.").append(name).append("::text AS when_").append(name));
        sql.append(" FROM ")
                .append(of)
                .append(" AND t.")
                .append(column.column())
                .append(" IS NOT NULL");
        try (Stream<Boolean> rows = h
                .createQuery(sql.toString())
                .setFetchSize(FETCH)
                .map(row -> {
                    Map<String, @Nullable String> decides = new HashMap<>();
                    deciding.forEach(name -> decides.put(name, row.getColumn("when_" + name, String.class)));
                    byte[] bytes = row.getColumn("value", byte[].class);
                    if (recognition.recognises(
                            column, bytes == null ? "".getBytes(StandardCharsets.UTF_8) : bytes, decides)) {
                        hit.on(row, row.getColumn("row_id", String.class));
                    }
                    return true;
                })
                .stream()) {
            rows.forEach(row -> {});
        }
    }

    private static void add(Set<Long> keys, @Nullable Long key) {
        if (key != null) {
            keys.add(key);
        }
    }

    List<Hold> page(Handle h, long before, int most, boolean inForceOnly) {
        return h.createQuery("SELECT * FROM privacy.hold WHERE id < :before AND (released_at IS NULL OR NOT :inForce)"
                        + " ORDER BY id DESC LIMIT :most")
                .bind("before", before)
                .bind("inForce", inForceOnly)
                .bind("most", most)
                .map(Holds::hold)
                .list();
    }

    Optional<Hold> find(Handle h, long id) {
        return h.createQuery("SELECT * FROM privacy.hold WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(Holds::hold)
                .findOne();
    }

    /** Whether anything is known of a call on its day. */
    static boolean exists(Handle h, CallRef call) {
        return h.createQuery(Database.sql("retention/call-exists"))
                .bind("key", call.key())
                .bind("day", call.day())
                .mapTo(Boolean.class)
                .one();
    }

    /** Places a hold; of person, call and period there is one. */
    Hold place(
            Handle h,
            @Nullable Person person,
            @Nullable CallRef call,
            @Nullable Instant from,
            @Nullable Instant to,
            String ground,
            String by) {
        change(h);
        return h.createQuery(
                        "INSERT INTO privacy.hold (kind, person_kind, person_hmac, call_key, call_day, from_at, to_at,"
                                + " ground, placed_by) VALUES (:kind, :personKind, :hash, :key, :day, :from, :to, :ground, :by)"
                                + " RETURNING *")
                .bind("kind", person != null ? "person" : call != null ? "call" : "period")
                .bind("personKind", person == null ? null : person.kind().word())
                .bind("hash", person == null ? null : persons.hmac(person))
                .bind("key", call == null ? null : call.key())
                .bind("day", call == null ? null : call.day())
                .bind("from", from)
                .bind("to", to)
                .bind("ground", ground)
                .bind("by", by)
                .map(Holds::hold)
                .one();
    }

    Hold release(Handle h, long id, String reason, String by) {
        change(h);
        return h.createQuery("UPDATE privacy.hold SET released_by = :by, released_at = now(), release_reason = :reason"
                        + " WHERE id = :id RETURNING *")
                .bind("id", id)
                .bind("by", by)
                .bind("reason", reason)
                .map(Holds::hold)
                .one();
    }

    private static Hold hold(RowView row) {
        Long key = row.getColumn("call_key", Long.class);
        LocalDate day = row.getColumn("call_day", LocalDate.class);
        return new Hold(
                row.getColumn("id", Long.class),
                row.getColumn("kind", String.class),
                row.getColumn("person_kind", String.class),
                row.getColumn("person_hmac", byte[].class),
                key,
                day,
                key == null || day == null ? null : new CallRef(key, day).opaque(),
                row.getColumn("from_at", Instant.class),
                row.getColumn("to_at", Instant.class),
                row.getColumn("ground", String.class),
                row.getColumn("placed_by", String.class),
                row.getColumn("placed_at", Instant.class),
                row.getColumn("released_by", String.class),
                row.getColumn("released_at", Instant.class),
                row.getColumn("release_reason", String.class));
    }
}
