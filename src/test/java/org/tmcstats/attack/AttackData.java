package org.tmcstats.attack;

import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.tmcstats.simulator.StbTraffic;
import org.tmcstats.store.Database;

/** A client of each role and more of some; calls with people, set-top boxes, and what nobody could read. */
final class AttackData {
    static final int CALLS = 12;
    static final int BOXES = 6;
    static final int UNREADABLE = 5;
    /** Agents whose ids a spreadsheet would run. */
    static final List<String> FORMULAS = List.of("=HYPERLINK(\"http://x\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Names of clients and the role of each. */
    private static final Map<String, String> CLIENTS = Map.of(
            "feeder", "feeder",
            "viewer", "viewer",
            "analyst", "analyst",
            "analyst-2", "analyst",
            "operator", "operator",
            "privacy-officer", "privacy-officer",
            "reader", "privacy-officer",
            "admin", "admin");

    private final Map<String, String> secrets = new HashMap<>();
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);

    /** @param admin gives requests of the client admin */
    AttackData(Database database, Supplier<RequestSpecification> admin) {
        CLIENTS.forEach((name, role) -> secrets.put(
                name,
                admin.get()
                        .contentType(ContentType.JSON)
                        .body(Map.of("id", id(name), "roles", List.of(role)))
                        .post("/clients")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("secret")));
        database.useTransaction(this::calls);
        for (int box = 1; box <= BOXES; box++) {
            StbTraffic traffic = new StbTraffic(7, box);
            for (int report = 0; report < 2; report++) {
                Instant at = hour.plusSeconds(60L * report + 1);
                post(admin, "/feeds/stb/" + traffic.device(), traffic.report(at, 30));
            }
        }
        for (int i = 0; i < UNREADABLE; i++) {
            post(admin, "/feeds/stb/box-0001", "[{\"type\": \"unheard-of-" + i + "\"}]");
        }
        await().atMost(PATIENCE).until(() -> quarantined(database) >= UNREADABLE);
        // One that runs by its schedule serves as well: it is asked until the reports are full.
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            admin.get().contentType(ContentType.JSON).body("{}").post("/batch/jobs/hourly-kpi/executions");
            return admin.get()
                            .get("/reports/stb-media?groupBy=device&limit=1000&from=" + from() + "&to=" + to())
                            .jsonPath()
                            .getList("items.device")
                            .size()
                    == BOXES;
        });
    }

    private static void post(Supplier<RequestSpecification> admin, String path, String body) {
        admin.get().contentType(ContentType.JSON).body(body).post(path).then().statusCode(202);
    }

    private static long quarantined(Database database) {
        return database.inTransaction(h -> h.createQuery("SELECT count(*) FROM identity.quarantine")
                .mapTo(Long.class)
                .one());
    }

    private void calls(Handle h) {
        h.execute("SET LOCAL timezone = 'UTC'");
        String day = hour.toString().substring(0, 10);
        h.execute("SELECT ops.ensure_day(CAST(? AS date))", day);
        int source = h.createQuery("INSERT INTO raw.source (dataset, location, server)"
                        + " VALUES ('ms', 'mediaserver/agent', 'attacked') RETURNING source_key")
                .mapTo(Integer.class)
                .one();
        for (int call = 0; call < CALLS; call++) {
            long key = 1_000_000 + call;
            h.execute(
                    "INSERT INTO identity.call (day, call_key, session_id, conversation_id) VALUES (CAST(? AS date), ?, ?, ?)",
                    day,
                    key,
                    sessions().get(call),
                    "conversation-" + call);
            for (String person : peopleOf(call)) {
                h.execute(
                        "INSERT INTO identity.participant (day, call_key, role, external_id, name)"
                                + " VALUES (CAST(? AS date), ?, ?, ?, '')",
                        day,
                        key,
                        person.startsWith("customer") ? "customer" : "agent",
                        person);
            }
            h.execute(
                    "INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, packets, packets_lost, bytes, bad)"
                            + " VALUES (CAST(? AS timestamptz), 1, ?, ?, 1, 249, 1, 39840, false)",
                    hour.plusSeconds(5).toString(),
                    key,
                    source);
            h.execute(
                    "INSERT INTO kpi.call_leg_hour (hour, call_key, source_key, stream, first_at, last_at, samples,"
                            + " bad_samples, mos_n, mos_sum, mos_min, mos_max) VALUES (CAST(? AS timestamptz), ?, ?, 1,"
                            + " CAST(? AS timestamptz), CAST(? AS timestamptz), 2, 0, 2, 6000000, 2000000, 4000000)",
                    hour.toString(),
                    key,
                    source,
                    hour.plusSeconds(5).toString(),
                    hour.plusSeconds(15).toString());
        }
    }

    /** No, one, two or three people; in the last calls one with an evil id. */
    static List<String> peopleOf(int call) {
        int evil = call - (CALLS - FORMULAS.size());
        if (evil >= 0) {
            return List.of(FORMULAS.get(evil));
        }
        List<String> people = new ArrayList<>();
        for (int i = 0; i < call % 4; i++) {
            people.add((i == 1 ? "customer-4917612345" : "agent-anna-") + call + i);
        }
        return people;
    }

    List<String> people() {
        return IntStream.range(0, CALLS)
                .mapToObj(AttackData::peopleOf)
                .flatMap(List::stream)
                .toList();
    }

    List<String> sessions() {
        return IntStream.range(0, CALLS)
                .mapToObj(call -> "5f0c2b1e-7a64-4c1d-9d0a-" + (100_000_000_000L + call))
                .toList();
    }

    /** Start of the hour that holds everything. */
    Instant from() {
        return hour;
    }

    Instant to() {
        return hour.plus(1, ChronoUnit.HOURS);
    }

    String id(String name) {
        return "attack." + name;
    }

    String secret(String name) {
        return secrets.get(name);
    }

    String role(String name) {
        return CLIENTS.get(name);
    }
}
