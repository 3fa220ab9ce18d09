package org.tmcstats.retention;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tmcstats.testing.DeployedWar;

/** What a privacy officer does by REST, on a deployed server. */
class RetentionIT extends DeployedWar {
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final LocalDate OLD = TODAY.minusDays(60);
    private static final LocalDate HELD = TODAY.minusDays(58);
    private static final LocalDate NEW = TODAY.minusDays(1);

    /** Calls of three days: key 1 on the first, 2 and 3 on the second, 4 on the last; 3 is of another person. */
    @BeforeEach
    void store() {
        database().useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            h.execute(
                    "TRUNCATE privacy.hold, privacy.transfer, raw.batch, ops.purged, raw.purged_day, kpi.changed_hour");
            for (String table : RetentionFixture.TABLES) {
                h.execute("TRUNCATE " + table);
            }
            h.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'main')"
                    + " ON CONFLICT DO NOTHING");
            call(h, OLD, 1, "agent-1", "+49301111111");
            call(h, HELD, 2, "agent-2", "sip:+49302222222@gw.example");
            call(h, HELD, 3, "agent-1", "+49303333333");
            call(h, NEW, 4, "agent-2", "+49302222222");
        });
        admin().contentType(ContentType.JSON)
                .body("{\"rawMeasurements\": 30, \"identities\": 30, \"events\": 30}")
                .put("/privacy/retention")
                .then()
                .statusCode(200)
                .body("rawMeasurements", equalTo(Map.of("ms", 30, "ui", 30)));
    }

    private static void call(org.jdbi.v3.core.Handle h, LocalDate day, long key, String agent, String customer) {
        h.execute("SELECT ops.ensure_day(?)", day);
        h.execute("INSERT INTO identity.call VALUES (?, ?, ?, NULL)", day, key, "session-" + key);
        h.execute("INSERT INTO identity.participant VALUES (?, ?, 'agent', ?, 'a')", day, key, agent);
        h.execute("INSERT INTO identity.participant VALUES (?, ?, 'customer', ?, 'c')", day, key, customer);
        h.execute(
                "INSERT INTO identity.address SELECT ?, ?, source_key, '203.0.113.1:1', '198.51.100.' || ? || ':2'"
                        + " FROM raw.source WHERE dataset = 'ms' AND server = 'main' LIMIT 1",
                day,
                key,
                key);
        h.execute(
                "INSERT INTO raw.event SELECT ?::date + interval '9 hours', 1, ?, ?, source_key, 'signal', 'offer'"
                        + " FROM raw.source WHERE dataset = 'ms' AND server = 'main' LIMIT 1",
                day,
                key,
                key);
        h.execute(
                "INSERT INTO identity.event VALUES (?, ?, ?, ?::date + interval '9 hours', '{\"descriptor\":\"x\"}')",
                day,
                key,
                key,
                day);
        h.execute(
                "INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, mos_micro, bad)"
                        + " SELECT ?::date + interval '9 hours', 1, ?, source_key, 1, 4000000, false"
                        + " FROM raw.source WHERE dataset = 'ms' AND server = 'main' LIMIT 1",
                day,
                key);
        h.execute(
                "INSERT INTO kpi.call_leg_hour (hour, call_key, source_key, stream, first_at, last_at, samples, bad_samples,"
                        + " mos_n, mos_sum, mos_min, mos_max) SELECT ?::date + interval '9 hours', ?, source_key, 1,"
                        + " ?::date + interval '9 hours', ?::date + interval '9 hours', 1, 0, 1, 4000000, 4000000, 4000000"
                        + " FROM raw.source WHERE dataset = 'ms' AND server = 'main' LIMIT 1",
                day,
                key,
                day,
                day);
    }

    private RequestSpecification json() {
        return admin().contentType(ContentType.JSON);
    }

    private ValidatableResponse post(String path, String body) {
        return json().body(body).post(path).then();
    }

    private void run(String job) {
        int id = json().body("{}")
                .post("/batch/jobs/" + job + "/executions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> admin().get("/batch/executions/" + id)
                        .then()
                        .body("error", nullValue())
                        .body("status", equalTo("COMPLETED")));
    }

    private ValidatableResponse call(long key, LocalDate day) {
        return admin().get("/calls/~" + Long.toHexString(key) + "."
                        + day.toString().replace("-", ""))
                .then();
    }

    private String client(String role, String region) {
        String id = role + "-" + (region == null ? "here" : region.toLowerCase(java.util.Locale.ROOT));
        admin().delete("/clients/" + id);
        return post(
                        "/clients",
                        "{\"id\": \"" + id + "\", \"roles\": [\"" + role + "\"], \"region\": "
                                + (region == null ? "null" : "\"" + region + "\"") + "}")
                .statusCode(201)
                .extract()
                .path("secret");
    }

    @Test
    void what_is_over_its_time_goes_and_what_a_hold_covers_is_still_found() {
        String hold = post(
                        "/privacy/holds",
                        "{\"person\": {\"kind\": \"phone\", \"value\": \"tel:+49-30-2222222\"}, \"ground\": \"claim 48\"}")
                .statusCode(201)
                .body("kind", equalTo("person"))
                .body("$", not(hasItem("personHash")))
                .extract()
                .path("id")
                .toString();
        admin().get("/privacy/retention/preview?limit=1000")
                .then()
                .statusCode(200)
                .body("items.findAll {it.table == 'identity.call'}.action", hasItem("keep-part"))
                .body("items.findAll {it.from == '" + HELD + "' && it.table == 'identity.call'}.heldCalls", contains(1))
                .body("items.findAll {it.from == '" + NEW + "'}", equalTo(List.of()));
        String before = quality();

        run("identifier-redaction");
        call(1, OLD)
                .statusCode(200)
                .body("sessionId", equalTo("***"))
                .body("participants.id", contains("***", "***"))
                .body("legs[0].addresses[0].remote", equalTo("***"))
                .body("legs[0].streams[0].samples", equalTo(1));
        call(2, HELD).body("sessionId", equalTo("session-2")).body("participants.id", hasItem("agent-2"));
        call(3, HELD).body("sessionId", equalTo("***"));
        call(4, NEW).body("sessionId", equalTo("session-4"));
        timeline(1, OLD).body("items.findAll {it.kind == 'event'}.body", contains("***"));
        timeline(2, HELD).body("items.findAll {it.kind == 'event'}.body.descriptor", contains("x"));

        run("raw-purge");
        timeline(1, OLD).body("items", equalTo(List.of()));
        timeline(2, HELD).body("items.kind", hasItems("event", "measurement"));
        timeline(3, HELD).body("items", equalTo(List.of()));
        call(1, OLD).body("legs[0].streams[0].mosMean", equalTo(4.0f));
        assertEquals(before, quality());

        run("kpi-purge");
        assertEquals(before, quality());
        post("/privacy/holds/" + hold + "/release", "{}").statusCode(400).body("errors.pointer", contains("/reason"));
        post("/privacy/holds/" + hold + "/release", "{\"reason\": \"settled\"}")
                .statusCode(200)
                .body("releasedBy", equalTo("admin"));
        post("/privacy/holds/" + hold + "/release", "{\"reason\": \"settled\"}").statusCode(409);
        run("identifier-redaction");
        run("raw-purge");
        call(2, HELD).body("sessionId", equalTo("***"));
        timeline(2, HELD).body("items", equalTo(List.of()));
        assertEquals(before, quality());
        admin().get("/privacy/audit?limit=1000")
                .then()
                .statusCode(200)
                .body("items.findAll {it.actor == 'raw-purge'}.action", hasItem("purge"))
                .body("items.findAll {it.actor == 'identifier-redaction'}.action", hasItem("redact"));
        admin().get("/privacy/audit/verification").then().body("valid", equalTo(true));
    }

    private ValidatableResponse timeline(long key, LocalDate day) {
        return admin().get("/calls/~" + Long.toHexString(key) + "."
                        + day.toString().replace("-", "") + "/timeline")
                .then()
                .statusCode(200);
    }

    /** The report of the days; identities are masked in it, so that redaction alone changes nothing. */
    private String quality() {
        return as("viewer-here", client("viewer", null))
                .get("/reports/calls?from=" + OLD + "T00:00:00Z&to=" + TODAY + "T00:00:00Z&granularity=day")
                .then()
                .statusCode(200)
                .extract()
                .path("items.collect {[it.ref, it.mosMean, it.samples]}")
                .toString();
    }

    @Test
    void a_late_record_of_a_purged_day_is_stored() {
        run("raw-purge");
        long at = OLD.atTime(10, 0).toEpochSecond(ZoneOffset.UTC);
        String feeder = client("feeder", null);
        as("feeder-here", feeder)
                .contentType(ContentType.JSON)
                .body("[{\"type\": \"media\", \"timestamp\": " + at + ", \"begin\": " + (at - 60) + ", \"end\": " + at
                        + ", \"url\": \"udp://239.0.0.9\", \"id\": \"9\"}]")
                .post("/feeds/stb/late-box")
                .then()
                .statusCode(202)
                .body("accepted", equalTo(1));
        run("hourly-kpi");
        long stored = database()
                .inTransaction(h -> h.createQuery("SELECT count(*) FROM raw.stb_media WHERE at = to_timestamp(:at)")
                        .bind("at", at)
                        .mapTo(Long.class)
                        .one());
        assertEquals(1, stored);
        admin().get("/quarantine").then().body("items", equalTo(List.of()));
        run("raw-purge");
        stored = database()
                .inTransaction(h -> h.createQuery("SELECT count(*) FROM raw.stb_media")
                        .mapTo(Long.class)
                        .one());
        assertEquals(0, stored);
    }

    @Test
    void holds_and_retention_out_of_bounds_are_refused() {
        json().body("{\"hourlyKpis\": 10, \"raw\": 1}")
                .put("/privacy/retention")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/raw"));
        json().body("{\"hourlyKpis\": 10}")
                .put("/privacy/retention")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/hourlyKpis"));
        for (String body : List.of(
                "{}",
                "{\"ground\": \"x\"}",
                "{\"call\": \"session-4\", \"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\", \"ground\": \"x\"}",
                "{\"from\": \"2026-01-02T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\", \"ground\": \"x\"}",
                "{\"person\": {\"kind\": \"name\", \"value\": \"x\"}, \"ground\": \"x\"}",
                "{\"person\": {\"kind\": \"ip\", \"value\": \"secret.example\"}, \"ground\": \"x\"}",
                "{\"call\": \"session-4\"}")) {
            post("/privacy/holds", body).statusCode(400).body("toString()", not(containsString("secret.example")));
        }
        post("/privacy/holds", "{\"call\": \"session-99\", \"ground\": \"x\"}").statusCode(404);
        String day = NEW.toString().replace("-", "");
        for (String unknown : List.of("~63." + day, "~4.20000101", "~4.99999999")) {
            post("/privacy/holds", "{\"call\": \"" + unknown + "\", \"ground\": \"x\"}")
                    .statusCode(404);
        }
        int known = post("/privacy/holds", "{\"call\": \"~4." + day + "\", \"ground\": \"x\"}")
                .statusCode(201)
                .extract()
                .path("id");
        post("/privacy/holds/" + known + "/release", "{\"reason\": \"settled\"}")
                .statusCode(200);
        post("/privacy/holds", "{\"call\": \"session-4\", \"ground\": \"x\"}")
                .statusCode(201)
                .body("call", equalTo("~4." + NEW.toString().replace("-", "")));
        admin().get("/privacy/holds?state=active").then().body("items.size()", equalTo(1));
        admin().get("/privacy/holds?state=old").then().statusCode(400);
    }

    @Test
    void only_a_privacy_officer_comes_here() {
        String analyst = client("analyst", null);
        for (String path : List.of(
                "/privacy/retention",
                "/privacy/retention/preview",
                "/privacy/holds",
                "/privacy/catalogue",
                "/privacy/processing-records",
                "/privacy/notices",
                "/privacy/impact-assessment",
                "/privacy/consents",
                "/privacy/breaches",
                "/privacy/transfers")) {
            as("analyst-here", analyst).get(path).then().statusCode(403);
            admin().get(path).then().statusCode(200).contentType(ContentType.JSON);
        }
    }

    @Test
    void documents_are_made_from_the_catalogue_as_json_and_to_print() {
        admin().get("/privacy/catalogue")
                .then()
                .body("items.findAll {it.table == 'identity.call'}.column", hasItem("session_id"))
                .body("items.find {it.column == 'session_id'}.retentionDays", equalTo(30))
                .body("items.lawfulBasis", everyItem(containsString("Art. ")));
        admin().get("/privacy/processing-records")
                .then()
                .body("role", equalTo("controller"))
                .body("activities.purpose", hasItem("find network faults"))
                .body(
                        "activities.find {it.purpose == 'find network faults'}.retention",
                        hasItem("identities: 30 days after the day of the record"))
                .body("activities.data.flatten()", hasItem(containsString("Viewing data")))
                .body("clients.client", hasItem("admin"));
        for (String path : List.of("catalogue", "processing-records", "notices", "impact-assessment")) {
            String html = admin().accept("text/html,application/xhtml+xml")
                    .get("/privacy/" + path)
                    .then()
                    .statusCode(200)
                    .contentType("text/html;charset=utf-8")
                    .header("Content-Security-Policy", containsString("default-src 'none'"))
                    .extract()
                    .asString();
            assertTrue(html.contains("a person&#39;s line") || !html.contains("a person's line"), path);
            assertTrue(html.startsWith("<!DOCTYPE html>") && html.endsWith("</html>\n"), path);
        }
    }

    @Test
    void a_hold_s_texts_do_not_name_its_person_and_its_number_has_a_country() {
        String held = "{\"person\": {\"kind\": \"phone\", \"value\": \"%s\"}, \"ground\": \"%s\"}";
        post("/privacy/holds", held.formatted("(555) 555-9736", "claim 48"))
                .statusCode(400)
                .body("errors.pointer", contains("/person/value"));
        post("/privacy/holds", held.formatted("+15555559736", "claim of +1 555 555-9736"))
                .statusCode(400)
                .body("errors.pointer", contains("/ground"));
        int id = post("/privacy/holds", held.formatted("+15555559736", "claim of 3 March"))
                .statusCode(201)
                .extract()
                .path("id");
        post("/privacy/holds/" + id + "/release", "{\"reason\": \"+15555559736 agreed\"}")
                .statusCode(400)
                .body("errors.pointer", contains("/reason"));
        post("/privacy/holds/" + id + "/release", "{\"reason\": \"settled\"}").statusCode(200);
    }

    @Test
    void a_consent_is_found_by_its_person_and_withdrawn_with_an_empty_body() {
        int id = post(
                        "/privacy/consents",
                        "{\"person\": {\"kind\": \"phone\", \"value\": \"+49 30 7777777\"}, \"purpose\": \"survey\","
                                + " \"wording\": \"v3\", \"channel\": \"web form\", \"givenAt\": \"2026-01-01T10:00:00Z\"}")
                .statusCode(201)
                .extract()
                .path("id");
        String person = "{\"person\": {\"kind\": \"phone\", \"value\": \"sip:+49307777777@gw.example\"}}";
        post("/privacy/consents/search", person).statusCode(200).body("items.id", contains(id));
        post("/privacy/consents/" + id + "/withdraw", "{\"withdrawnAt\": \"2025-01-01T10:00:00Z\"}")
                .statusCode(400)
                .body("errors.pointer", contains("/withdrawnAt"));
        admin().contentType(ContentType.JSON)
                .post("/privacy/consents/" + id + "/withdraw")
                .then()
                .statusCode(200)
                .body("withdrawnAt", notNullValue());
        post("/privacy/consents/" + id + "/withdraw", "{}").statusCode(409);
        post("/privacy/consents/999/withdraw", "{}").statusCode(404);
        post("/privacy/consents", "{}")
                .statusCode(400)
                .body("errors.pointer", hasItems("/person/kind", "/purpose", "/wording", "/channel"));
        String stored = database()
                .inTransaction(h -> h.createQuery("SELECT string_agg(c::text, '') FROM privacy.consent c")
                        .mapTo(String.class)
                        .one());
        assertFalse(stored.contains("7777777"));
    }

    @Test
    void a_breach_has_its_72_hours_reports_in_phases_and_those_affected() {
        Instant aware = Instant.now().minus(Duration.ofHours(80)).truncatedTo(ChronoUnit.SECONDS);
        int id = post(
                        "/privacy/breaches",
                        "{\"nature\": \"mail to the wrong firm\", \"awareAt\": \"" + aware + "\", \"risk\": \"high\","
                                + " \"from\": \"" + HELD + "T00:00:00Z\", \"to\": \"" + HELD + "T12:00:00Z\","
                                + " \"dataCategories\": [\"numbers\"], \"effects\": \"calls\", \"remedies\": \"none yet\"}")
                .statusCode(201)
                .body("dueAt", equalTo(aware.plus(Duration.ofHours(72)).toString()))
                .body("overdue", equalTo(true))
                .body("duty", allOf(containsString("72 hours"), containsString("Art. 34")))
                .extract()
                .path("id");
        String report = "{\"recipient\": \"authority\", \"phase\": \"initial\", \"sentAt\": \"" + Instant.now()
                + "\", \"contents\": \"file 12\", \"remedies\": \"deleted\"";
        post("/privacy/breaches/" + id + "/reports", report + "}")
                .statusCode(400)
                .body("errors.pointer", contains("/lateReason"));
        post("/privacy/breaches/" + id + "/reports", report + ", \"lateReason\": \"found on a holiday\"}")
                .statusCode(201)
                .body("overdue", equalTo(false))
                .body("remedies", equalTo("deleted"))
                .body("reports.phase", contains("initial"));
        post("/privacy/breaches/" + id + "/reports", report.replace("initial", "final") + ", \"persons\": 4}")
                .statusCode(201)
                .body("persons", equalTo(4));
        post("/privacy/breaches/" + id + "/reports", report.replace("authority", "controller") + "}")
                .statusCode(400)
                .body("errors.pointer", contains("/recipient"));
        admin().get("/privacy/breaches/" + id + "/affected?server=main")
                .then()
                .statusCode(200)
                .body("items.findAll {it.kind == 'agent'}.value", equalTo(List.of("agent-1", "agent-2")))
                .body("items.findAll {it.kind == 'customer'}.size()", equalTo(2))
                .body("items.firstDay", everyItem(equalTo(HELD.toString())));
        String csv = admin().accept("text/csv")
                .get("/privacy/breaches/" + id + "/affected?from=" + OLD + "T00:00:00Z&to=" + TODAY + "T00:00:00Z")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertTrue(csv.startsWith("kind,value,firstDay,lastDay\r\n"));
        assertTrue(csv.contains("customer,'+49301111111,"), "a number must not run as a formula");
        admin().get("/privacy/breaches/" + id + "/affected?server=other")
                .then()
                .statusCode(400)
                .body("detail", containsString("server"));
        admin().get("/privacy/breaches/" + id + "/affected?from=x").then().statusCode(400);
        admin().get("/privacy/audit?limit=1000")
                .then()
                .body("items.findAll {it.action == 'export' && it.kind == 'breach'}.persons", hasItem(greaterThan(3)));
        post("/privacy/breaches", "{\"risk\": \"none\", \"awareAt\": \"2999-01-01T00:00:00Z\"}")
                .statusCode(400)
                .body("errors.pointer", hasItems("/risk", "/awareAt", "/nature", "/effects", "/remedies"));
    }

    @Test
    void identifiers_are_masked_for_a_country_without_adequate_protection_until_a_ground_is_recorded() {
        post("/clients", "{\"id\": \"nowhere\", \"roles\": [\"viewer\"], \"region\": \"Europe\"}")
                .statusCode(400)
                .body("errors.pointer", contains("/region"));
        String calls = "/reports/calls?from=" + NEW + "T00:00:00Z&to=" + TODAY + "T00:00:00Z&granularity=day";
        String japan = client("analyst", "JP");
        as("analyst-jp", japan).get(calls).then().body("items.sessionId", contains("session-4"));
        String india = client("analyst", "IN");
        as("analyst-in", india).get(calls).then().statusCode(200).body("items.sessionId", contains("***"));
        as("analyst-in", india)
                .get("/calls/session-4")
                .then()
                .body("sessionId", equalTo("***"))
                .body("participants.id", contains("***", "***"))
                .body("legs[0].addresses.remote", contains("***"));
        as("analyst-in", india)
                .get("/calls/session-4/timeline")
                .then()
                .body("items.findAll {it.kind == 'event'}.body", contains("***"));
        String operator = client("operator", "IN");
        database()
                .useTransaction(
                        h -> h.execute("INSERT INTO identity.quarantine (day, received_at, feed, origin, reason, body)"
                                + " VALUES (current_date, now(), 'stb', '', 'bad', 'secret-body')"));
        as("operator-in", operator).get("/quarantine").then().body("items[0].body", equalTo("***"));
        String officer = client("privacy-officer", "IN");
        int breach = post(
                        "/privacy/breaches",
                        "{\"nature\": \"n\", \"awareAt\": \"2026-01-01T00:00:00Z\", \"risk\": \"unlikely\","
                                + " \"effects\": \"e\", \"remedies\": \"r\"}")
                .statusCode(201)
                .body("dueAt", nullValue())
                .extract()
                .path("id");
        as("privacy-officer-in", officer)
                .get("/privacy/breaches/" + breach + "/affected?from=" + OLD + "T00:00:00Z&to=" + NEW + "T00:00:00Z")
                .then()
                .statusCode(403);

        post("/privacy/transfers", "{\"client\": \"nobody\", \"ground\": \"art-46-2-c\", \"document\": \"d\"}")
                .statusCode(404);
        post("/privacy/transfers", "{\"client\": \"analyst-in\", \"ground\": \"because\"}")
                .statusCode(400)
                .body("errors.pointer", contains("/ground", "/document"));
        int id = post(
                        "/privacy/transfers",
                        "{\"client\": \"analyst-in\", \"ground\": \"art-46-2-c\", \"document\": \"contract 17\"}")
                .statusCode(201)
                .extract()
                .path("id");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> as("analyst-in", india).get(calls).then().body("items.sessionId", contains("session-4")));
        admin().get("/privacy/processing-records")
                .then()
                .body("clients.find {it.client == 'analyst-in'}.ground", equalTo("art-46-2-c: contract 17"))
                .body("clients.find {it.client == 'operator-in'}.shown", equalTo(false));
        admin().post("/privacy/transfers/" + id + "/end").then().statusCode(200);
        admin().post("/privacy/transfers/" + id + "/end").then().statusCode(409);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> as("analyst-in", india).get(calls).then().body("items.sessionId", contains("***")));
    }
}
