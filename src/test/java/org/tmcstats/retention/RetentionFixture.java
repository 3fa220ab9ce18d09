package org.tmcstats.retention;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.NullUnmarked;
import org.tmcstats.audit.TestAudit;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.CallRef;
import org.tmcstats.identity.Person;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.identity.Persons;
import org.tmcstats.identity.Suppression;
import org.tmcstats.keys.Keys;
import org.tmcstats.keys.Sealing;
import org.tmcstats.retention.hold.Holds;
import org.tmcstats.retention.hold.TestHolds;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

/** Random calls, boxes and quarantine over some days, with everything that the tables of a day hold. */
@NullUnmarked
final class RetentionFixture {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    static final List<String> TABLES = List.of(
            "raw.measurement",
            "raw.event",
            "raw.stb_media",
            "raw.stb_network",
            "raw.stb_seen",
            "identity.call",
            "identity.address",
            "identity.participant",
            "identity.event",
            "identity.device",
            "identity.device_address",
            "identity.unknown_field",
            "identity.quarantine",
            "kpi.quality_hour",
            "kpi.quality_day",
            "kpi.call_leg_hour",
            "kpi.stb_media_hour",
            "kpi.stb_counter");
    /** Keys of raw.source: two of ms, one of ui. */
    private static final Map<Integer, String> SOURCES = Map.of(1, "ms", 2, "ms", 3, "ui");

    final Database database = TestDatabase.create().database();
    final Persons persons;
    final Suppression suppression;
    final Holds holds;
    final Purge purge;
    final Map<Long, Call> calls = new TreeMap<>();
    final Map<Long, String> boxes = new TreeMap<>();
    final RetentionConfig config;
    private final Random random;
    private long next = 1;

    /** Who took part in a call, by clear identifiers. */
    record Call(Set<LocalDate> days, Set<String> datasets, Set<String> identifiers) {}

    RetentionFixture(Path folder, Random random) {
        this.random = random;
        Settings settings = TestSettings.with(
                "tmc.privacy.region",
                "DE",
                "tmc.keys.file",
                folder.resolve("key-" + random.nextLong()).toString());
        config = RetentionConfig.from(settings);
        Keys keys = new Keys(database, settings);
        persons = new Persons(keys, settings);
        suppression = new Suppression(database, persons, keys, new Sealing(keys));
        holds = new Holds(new PersonalColumns(database), persons, suppression);
        purge = new Purge(database, holds, TestAudit.of(database, keys), settings);
        database.useTransaction(h -> {
            h.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'one'),"
                    + " ('ms', 'mediaserver/customer', 'one'), ('ui', 'ui/agent', 'one')");
            h.execute("INSERT INTO raw.channel (url, channel_id, proto) VALUES ('udp://239.0.0.1', '1', 'igmp')");
        });
    }

    /** One of few persons, so that several calls have the same. */
    String agent() {
        return "agent-" + random.nextInt(6);
    }

    String phone() {
        return "+49301234" + random.nextInt(5);
    }

    String ip() {
        return "198.51.100." + random.nextInt(6);
    }

    String device() {
        return "box-" + random.nextInt(5);
    }

    private String spelled(String phone) {
        return switch (random.nextInt(4)) {
            case 0 -> phone;
            case 1 -> "0" + phone.substring(3, 5) + "/" + phone.substring(5);
            case 2 -> "tel:" + phone + ";ext=1";
            default -> "sip:" + phone + "@gw.example.com";
        };
    }

    void fill(LocalDate first, int days) {
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            for (int i = -1; i <= days; i++) {
                h.execute("SELECT ops.ensure_day(?)", first.plusDays(i));
            }
            for (int i = 0; i < days; i++) {
                LocalDate day = first.plusDays(i);
                for (int n = random.nextInt(4); n >= 0; n--) {
                    call(h, day, i + 1 < days && random.nextInt(3) == 0);
                }
                for (String device : new TreeSet<>(List.of(device(), device()))) {
                    box(h, day, device);
                }
                quarantine(h, day);
                h.execute("INSERT INTO raw.stb_seen VALUES (?, gen_random_uuid())", day);
            }
            aggregates(h);
        });
    }

    private void call(Handle h, LocalDate first, boolean overMidnight) {
        long key = next++;
        Call call = new Call(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        calls.put(key, call);
        String session = "session-" + key;
        call.identifiers().add(session);
        boolean measured = random.nextInt(6) > 0;
        List<LocalDate> days = overMidnight ? List.of(first, first.plusDays(1)) : List.of(first);
        // Whoever takes part is named on one of its days only.
        LocalDate named = days.get(random.nextInt(days.size()));
        for (LocalDate day : days) {
            call.days().add(day);
            h.execute("INSERT INTO identity.call VALUES (?, ?, ?, 'conversation')", day, key, session);
            if (measured) {
                int source = 1 + random.nextInt(3);
                call.datasets().add(SOURCES.get(source));
                for (int n = 0; n <= random.nextInt(4); n++) {
                    h.execute(
                            "INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, bad)"
                                    + " VALUES (?::date + make_interval(secs => ?), 1, ?, ?, 1, false)",
                            day,
                            random.nextInt(86_000),
                            key,
                            source);
                }
                String ip = ip();
                call.identifiers().add(ip);
                h.execute(
                        "INSERT INTO identity.address VALUES (?, ?, ?, ?, ?)",
                        day,
                        key,
                        source,
                        "203.0.113.9:4000",
                        ip + ":" + (1000 + random.nextInt(9000)));
            }
            event(h, day, key, call);
        }
        String agent = agent();
        String phone = phone();
        call.identifiers().add(agent);
        call.identifiers().add(phone);
        h.execute("INSERT INTO identity.participant VALUES (?, ?, 'agent', ?, 'a')", named, key, agent);
        h.execute("INSERT INTO identity.participant VALUES (?, ?, 'customer', ?, 'c')", named, key, spelled(phone));
        if (random.nextInt(3) == 0) {
            h.execute(
                    "INSERT INTO identity.unknown_field VALUES (?, ?::date, 1, ?, NULL, 'endpoint', '{\"x\": 1}')",
                    named,
                    named,
                    key);
        }
    }

    private void event(Handle h, LocalDate day, long key, Call call) {
        long event = next++;
        h.execute(
                "INSERT INTO raw.event VALUES (?::date + interval '1 hour', 1, ?, ?, 1, 'signal', 'offer')",
                day,
                event,
                key);
        if (random.nextBoolean()) {
            String ip = ip();
            call.identifiers().add(ip);
            h.execute(
                    "INSERT INTO identity.event VALUES (?, ?, ?, ?::date + interval '1 hour', ?)",
                    day,
                    event,
                    key,
                    day,
                    "{\"type\":\"signal\",\"descriptor\":\"v=0\\r\\no=- 1 1 IN IP4 " + ip + "\\r\\ns=-\"}");
        }
    }

    private void box(Handle h, LocalDate day, String device) {
        long key = next++;
        boxes.put(key, device);
        h.execute("INSERT INTO identity.device VALUES (?, ?, ?)", day, key, device);
        h.execute("INSERT INTO identity.device_address VALUES (?, ?, 'eth0', '192.0.2.7', '', '')", day, key);
        h.execute(
                "INSERT INTO raw.stb_media (at, reported_at, batch, device_key, channel_key, clock_corrected)"
                        + " VALUES (?::date + interval '5 hours', now(), 1, ?, 1, false)",
                day,
                key);
        h.execute(
                "INSERT INTO raw.stb_network (at, reported_at, batch, device_key, interface, clock_corrected)"
                        + " VALUES (?::date + interval '6 hours', now(), 1, ?, 'eth0', false)",
                day,
                key);
        h.execute(
                "INSERT INTO kpi.stb_counter (day, device_key, interface, at, carried)"
                        + " VALUES (?, ?, 'eth0', ?::date + interval '6 hours', false)",
                day,
                key,
                day);
    }

    private void quarantine(Handle h, LocalDate day) {
        String body =
                "{\"SessionId\": \"gone\", \"externalId\": \"" + (random.nextBoolean() ? agent() : phone()) + "\"";
        h.execute(
                "INSERT INTO identity.quarantine (day, received_at, feed, origin, reason, body)"
                        + " VALUES (?, ?::date, 'endpoint', ?, 'is not JSON', convert_to(?, 'UTF8'))",
                day,
                day,
                random.nextInt(3) == 0 ? device() : "",
                body);
    }

    private static void aggregates(Handle h) {
        h.execute(
                "INSERT INTO kpi.call_leg_hour (hour, call_key, source_key, stream, first_at, last_at, samples, bad_samples)"
                        + " SELECT date_trunc('hour', at), call_key, source_key, stream, min(at), max(at), count(*), 0"
                        + " FROM raw.measurement GROUP BY 1, 2, 3, 4 ON CONFLICT DO NOTHING");
        h.execute(
                "INSERT INTO kpi.quality_hour (hour, source_key, stream, samples, bad_samples)"
                        + " SELECT date_trunc('hour', at), source_key, stream, count(*), 0 FROM raw.measurement GROUP BY 1, 2, 3 ON CONFLICT DO NOTHING");
        h.execute(
                "INSERT INTO kpi.quality_day (day, source_key, stream, samples, bad_samples)"
                        + " SELECT at::date, source_key, stream, count(*), 0 FROM raw.measurement GROUP BY 1, 2, 3 ON CONFLICT DO NOTHING");
        h.execute(
                "INSERT INTO kpi.stb_media_hour (hour, device_key, channel_key, sessions, watched_n, bitrate_n)"
                        + " SELECT date_trunc('hour', at), device_key, 1, count(*), 0, 0 FROM raw.stb_media GROUP BY 1, 2 ON CONFLICT DO NOTHING");
    }

    /** A batch that no roll-up has taken. */
    void await(long batch, LocalDate day) {
        database.useTransaction(h -> h.execute(
                "INSERT INTO raw.batch (batch, first_at, last_at, records) VALUES (?, ?, ?, 1)",
                batch,
                day.atTime(9, 0).atOffset(ZoneOffset.UTC),
                day.atTime(10, 0).atOffset(ZoneOffset.UTC)));
    }

    void hold(PersonKind kind, String value) {
        Person person = persons.person(kind, value).orElseThrow();
        database.useTransaction(h -> TestHolds.place(holds, h, person, null, null, null));
    }

    void hold(long call) {
        LocalDate day = calls.get(call).days().iterator().next();
        database.useTransaction(h -> TestHolds.place(holds, h, null, new CallRef(call, day), null, null));
    }

    void hold(Instant from, Instant to) {
        database.useTransaction(h -> TestHolds.place(holds, h, null, null, from, to));
    }

    /** Takes an agent's rows aside, as a restriction does. */
    void restrict(String agent) {
        UUID request = UUID.randomUUID();
        database.useTransaction(h -> {
            suppression.setAside(
                    h,
                    h.createQuery("SELECT day, row_to_json(p)::text FROM identity.participant p"
                                    + " WHERE role = 'agent' AND external_id = :agent")
                            .bind("agent", agent)
                            .map((rs, context) -> new Suppression.SetAside(
                                    request, "identity.participant", rs.getObject(1, LocalDate.class), rs.getString(2)))
                            .list());
            h.execute("DELETE FROM identity.participant WHERE role = 'agent' AND external_id = ?", agent);
        });
    }

    void releaseAll() {
        database.useTransaction(
                h -> h.execute("UPDATE privacy.hold SET released_by = 'x', released_at = now(), release_reason = 'x'"));
    }

    void retain(Map<String, Object> days) {
        database.useTransaction(
                h -> RetentionDays.read(h, config).with(days, 90).write(h));
    }

    /** Runs the three jobs as their batchlets would; what became of each day. */
    List<Purge.Outcome> run(LocalDate today) {
        List<Purge.Outcome> outcomes = new ArrayList<>();
        for (Set<Topic> topics : List.of(
                EnumSet.of(Topic.IDENTITIES, Topic.EVENTS),
                EnumSet.of(Topic.RAW_MEASUREMENTS, Topic.CALL_ATTEMPTS, Topic.QUARANTINE),
                EnumSet.of(Topic.HOURLY_KPIS, Topic.DAILY_KPIS))) {
            Holds.Found found = new Holds.Found();
            for (DueDays days : database.inTransaction(h -> purge.due(h, topics, today))) {
                outcomes.add(purge.purge("test", days, found));
            }
        }
        return outcomes;
    }

    /** A stored row. */
    record Row(String text, LocalDate day, Long call, Long device, String dataset) {}

    /** Every row of every table, through the partitioned tables, as reads find them. */
    Map<String, List<Row>> rows() {
        Map<String, List<Row>> rows = new HashMap<>();
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            for (String table : TABLES) {
                rows.put(
                        table,
                        h.createQuery("SELECT t::text AS text, to_jsonb(t) ->> 'call_key' AS call,"
                                        + " to_jsonb(t) ->> 'device_key' AS device,"
                                        + " (SELECT s.dataset FROM raw.source s"
                                        + " WHERE s.source_key = (to_jsonb(t) ->> 'source_key')::int) AS dataset,"
                                        + " coalesce(to_jsonb(t) ->> 'day', to_jsonb(t) ->> 'hour', to_jsonb(t) ->> 'at')"
                                        + "::timestamptz::date AS day FROM " + table + " t ORDER BY 1")
                                .map((rs, c) -> new Row(
                                        rs.getString("text"),
                                        rs.getObject("day", LocalDate.class),
                                        rs.getObject("call") == null ? null : Long.valueOf(rs.getString("call")),
                                        rs.getObject("device") == null ? null : Long.valueOf(rs.getString("device")),
                                        rs.getString("dataset")))
                                .list());
            }
        });
        return rows;
    }
}
