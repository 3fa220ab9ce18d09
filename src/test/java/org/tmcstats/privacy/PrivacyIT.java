package org.tmcstats.privacy;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tmcstats.simulator.SimulatedMediaServer;
import org.tmcstats.testing.DeployedWar;

/** Requests of data subjects from filing to their effect, through the deployed WAR. */
class PrivacyIT extends DeployedWar {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String mark = Long.toString(System.nanoTime(), 36);
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private SimulatedMediaServer mediaServer;
    private String officer;
    private int sent;

    @BeforeEach
    void start() {
        mediaServer = new SimulatedMediaServer(0);
        officer = admin().contentType(ContentType.JSON)
                .body(Map.of("id", "officer-" + mark, "roles", List.of("privacy-officer")))
                .post("/clients")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        admin().contentType(ContentType.JSON)
                .body(Map.of("url", mediaServer.url(), "enabled", true))
                .put("/feeds/media-servers/p" + mark)
                .then()
                .statusCode(lessThan(300));
        await().atMost(PATIENCE).until(() -> mediaServer.connections() == 1);
    }

    @AfterEach
    void stop() {
        admin().delete("/feeds/media-servers/p" + mark);
        mediaServer.close();
    }

    @Test
    void a_restricted_person_is_kept_and_not_shown_until_it_is_lifted() throws Exception {
        String agent = "agent-r-" + mark;
        String session = call(agent, "+15550100" + digits(), "198.51.100.9");
        job("hourly-kpi", "{}");
        assertEquals(agent, shown(session).getString("participants.find { it.role == 'agent' }.id"));
        List<Map<String, Object>> kpis = kpis();

        String restriction = approve(file("restriction", Map.of("kind", "agent", "value", agent)));
        awaitCompleted(restriction);
        admin().get("/calls/" + session).then().statusCode(404);
        calls().body("items.agent", not(hasItem(agent))).body("items.sessionId", hasItem("***"));
        rebuild();
        assertEquals(kpis, kpis(), "a rebuild leaves what restricted records gave");

        String later = call(agent, "+15550100" + digits(), "198.51.100.9");
        admin().get("/calls/" + later).then().statusCode(404);
        String access = approve(file("access", Map.of("kind", "agent", "value", agent)));
        awaitCompleted(access);
        Map<String, String> files = export(access);
        assertTrue(files.get("json/identity.participant.json").contains(agent), "kept: an access request finds it");
        assertTrue(files.get("json/identity.call.json").contains(later));

        admin().contentType(ContentType.JSON)
                .body("{\"reason\": \"told by letter\"}")
                .post("/privacy/requests/" + restriction + "/lift")
                .then()
                .statusCode(200)
                .body("liftedAt", notNullValue());
        assertEquals(agent, shown(session).getString("participants.find { it.role == 'agent' }.id"));
        assertEquals(agent, shown(later).getString("participants.find { it.role == 'agent' }.id"));
        admin().contentType(ContentType.JSON)
                .body("{\"reason\": \"again\"}")
                .post("/privacy/requests/" + restriction + "/lift")
                .then()
                .statusCode(409);
    }

    @Test
    void new_records_of_a_person_who_objected_come_without_identity() {
        String customer = "+15550200" + digits();
        String before = call("agent-o-" + mark, customer, "198.51.100.10");
        String objection = approve(file("objection", Map.of("kind", "phone", "value", customer)));
        awaitCompleted(objection);
        String after = call("agent-o-" + mark, customer, "198.51.100.10");
        assertEquals(customer, shown(before).getString("participants.find { it.role == 'customer' }.id"));
        admin().get("/calls/" + after).then().statusCode(404);
        assertEquals(0, count("identity.event WHERE body LIKE '%" + after + "%'"));
        assertEquals(1, count("identity.participant WHERE external_id = '" + customer + "'"));
    }

    @Test
    void a_wrong_identifier_is_put_right() {
        String wrong = "agent-wrong-" + mark;
        String session = call(wrong, "+15550300" + digits(), "198.51.100.11");
        String request = admin().contentType(ContentType.JSON)
                .body(Map.of(
                        "type",
                        "rectification",
                        "identities",
                        List.of(Map.of("kind", "agent", "value", wrong)),
                        "corrections",
                        List.of(Map.of("kind", "agent", "from", wrong, "to", "agent-right-" + mark))))
                .post("/privacy/requests")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        awaitCompleted(approve(request));
        assertEquals("agent-right-" + mark, shown(session).getString("participants.find { it.role == 'agent' }.id"));
        admin().get("/privacy/requests/" + request)
                .then()
                .body("result.'identity.participant'", equalTo(1))
                .body("history.what", hasItem("completed"));
    }

    @Test
    void portability_is_narrower_than_access_and_others_are_not_disclosed() throws Exception {
        String customer = "+15550400" + digits();
        String agent = "agent-other-" + mark;
        call(agent, customer, "198.51.100.12");
        job("hourly-kpi", "{}");
        String access = approve(file("access", Map.of("kind", "phone", "value", customer)));
        String portability = approve(file("portability", Map.of("kind", "phone", "value", customer)));
        awaitCompleted(access);
        awaitCompleted(portability);
        Map<String, String> all = export(access);
        Map<String, String> provided = export(portability);
        assertTrue(all.keySet().containsAll(provided.keySet()) && all.size() > provided.size());
        assertTrue(provided.get("json/identity.participant.json").contains(customer));
        assertFalse(provided.containsKey("json/raw.measurement.json"));
        all.forEach((name, text) -> {
            assertFalse(text.contains(agent), name);
            assertFalse(text.contains("203.0.113.10"), name);
        });
        assertTrue(all.get("json/identity.event.json").contains(customer));
        JsonPath description = JsonPath.from(all.get("export.json"));
        assertEquals("GDPR Art. 15", description.getString("right"));
        List<Map<String, Object>> measured =
                JsonPath.from(all.get("json/raw.measurement.json")).getList("$");
        assertEquals(2, measured.size());
        assertEquals(3, all.get("csv/raw.measurement.csv").lines().count());
        assertEquals(2, ((Number) description.getMap("tables.'raw.measurement'").get("rows")).intValue());
        as("nobody", "wrong")
                .get("/privacy/requests/" + access + "/export")
                .then()
                .statusCode(401);
        String viewer = admin().contentType(ContentType.JSON)
                .body(Map.of("id", "viewer-" + mark, "roles", List.of("analyst", "operator", "admin")))
                .post("/clients")
                .then()
                .extract()
                .path("secret");
        for (String path : List.of("", "/" + access, "/" + access + "/export", "/" + access + "/certificate")) {
            as("viewer-" + mark, viewer).get("/privacy/requests" + path).then().statusCode(403);
        }
        officer().get("/privacy/requests/" + access).then().body("history.what", hasItem("downloaded"));
    }

    @Test
    void what_a_failed_request_did_is_taken_back_and_no_run_goes_on_with_a_closed_one() {
        String agent = "agent-f-" + mark;
        String session = call(agent, "+15550600" + digits(), "198.51.100.14");
        String restriction = file("restriction", Map.of("kind", "agent", "value", agent));
        String access = file("access", Map.of("kind", "agent", "value", agent));
        String erasure = file("erasure", Map.of("kind", "agent", "value", agent));
        byte[] sealed = database()
                .inTransaction(h -> h.createQuery("SELECT sealed FROM privacy.request WHERE id = '" + erasure + "'")
                        .mapTo(byte[].class)
                        .one());
        database()
                .useTransaction(h -> h.execute(
                        "ALTER TABLE privacy.erased_rows ADD CONSTRAINT broken CHECK (request_id IS NULL) NOT VALID"));
        try {
            // In parallel: they wait for each other.
            List.of(restriction, access, erasure).forEach(this::approve);
            List.of(restriction, access, erasure).forEach(id -> awaitStatus(id, "failed"));
        } finally {
            database().useTransaction(h -> h.execute("ALTER TABLE privacy.erased_rows DROP CONSTRAINT broken"));
        }
        assertTrue(count("privacy.suppressed WHERE request_id = '" + restriction + "'") > 0);
        int run = officer().get("/privacy/requests/" + access).jsonPath().getInt("execution");
        for (String id : List.of(restriction, access)) {
            officer()
                    .post("/privacy/requests/" + id + "/cancel")
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("cancelled"));
            assertEquals(0, count("privacy.suppressed WHERE request_id = '" + id + "'"));
            assertEquals(0, count("privacy.export_part WHERE request_id = '" + id + "'"));
        }
        assertEquals(agent, shown(session).getString("participants.find { it.role == 'agent' }.id"));
        admin().post("/batch/executions/" + run + "/restart")
                .then()
                .statusCode(409)
                .body("detail", containsString("approved"));

        officer().post("/privacy/requests/" + erasure + "/cancel").then().statusCode(409);
        officer()
                .contentType(ContentType.JSON)
                .body("{\"reason\": \"asked before\"}")
                .post("/privacy/requests/" + erasure + "/refuse")
                .then()
                .statusCode(409);
        awaitCompleted(approve(erasure));
        assertEquals(0, count("identity.participant WHERE external_id = '" + agent + "'"));
        assertFalse(
                contains(
                        database()
                                .inTransaction(h -> h.createQuery(
                                                "SELECT pg_read_binary_file(pg_relation_filepath('privacy.request'))")
                                        .mapTo(byte[].class)
                                        .one()),
                        sealed),
                "the ciphertext of a request that is closed has left the file");
    }

    @Test
    void a_change_that_the_trail_does_not_take_is_not_made() {
        long before = count("privacy.request");
        Map<String, Object> opendsr = new LinkedHashMap<>();
        opendsr.put("regulation", "gdpr");
        opendsr.put("subject_request_id", UUID.randomUUID().toString());
        opendsr.put("subject_request_type", "access");
        opendsr.put("submitted_time", Instant.now().toString());
        opendsr.put(
                "subject_identities",
                List.of(Map.of(
                        "identity_type", "tmcstats_agent",
                        "identity_value", "agent-t-" + mark,
                        "identity_format", "raw")));
        database().useTransaction(h -> {
            h.execute("SELECT pg_advisory_xact_lock(hashtext('audit.head'))");
            admin().contentType(ContentType.JSON)
                    .body(Map.of(
                            "type",
                            "access",
                            "identities",
                            List.of(Map.of("kind", "agent", "value", "agent-t-" + mark))))
                    .post("/privacy/requests")
                    .then()
                    .statusCode(503);
            post(opendsr).then().statusCode(503);
        });
        assertEquals(before, count("privacy.request"));
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return IntStream.rangeClosed(0, bytes.length - part.length)
                .anyMatch(at -> Arrays.equals(bytes, at, at + part.length, part, 0, part.length));
    }

    @Test
    void a_file_of_the_api_speaks_of_every_path() {
        JsonPath api = anonymous()
                .basePath("")
                .accept(ContentType.JSON)
                .get("/openapi")
                .jsonPath();
        for (String path : List.of(
                "/api/v1/privacy/requests",
                "/api/v1/privacy/requests/{id}",
                "/api/v1/privacy/requests/{id}/approve",
                "/api/v1/privacy/requests/{id}/refuse",
                "/api/v1/privacy/requests/{id}/extend",
                "/api/v1/privacy/requests/{id}/cancel",
                "/api/v1/privacy/requests/{id}/export",
                "/api/v1/privacy/requests/{id}/certificate",
                "/api/v1/opendsr/discovery",
                "/api/v1/opendsr/requests/{id}")) {
            assertTrue(api.getMap("paths").containsKey(path), path);
        }
        anonymous()
                .basePath("")
                .get("/health/ready")
                .then()
                .body("checks.find { it.name == 'privacy' }.data.overdue", notNullValue());
    }

    @Test
    void opendsr_requests_are_the_same_requests_signed_and_called_back() throws Exception {
        Queue<Received> received = new ConcurrentLinkedQueue<>();
        HttpServer controller =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), callbackPort()), 0);
        controller.createContext("/", exchange -> {
            received.add(new Received(
                    exchange.getRequestBody().readAllBytes(),
                    exchange.getRequestHeaders().getFirst("X-OpenDSR-Signature"),
                    exchange.getRequestHeaders().getFirst("X-OpenDSR-Processor-Domain")));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        controller.start();
        try {
            opendsr(received);
        } finally {
            controller.stop(0);
        }
    }

    private record Received(byte[] body, String signature, String domain) {}

    private void opendsr(Queue<Received> received) throws Exception {
        JsonPath discovery = signed(officer().get("/opendsr/discovery"), 200);
        assertEquals("1.0", discovery.getString("api_version"));
        assertEquals(List.of("access", "portability", "erasure"), discovery.getList("supported_subject_request_types"));
        assertTrue(discovery.getList("supported_identities.identity_type").contains("controller_customer_id"));

        String customer = "+15550500" + digits();
        call("agent-d-" + mark, customer, "198.51.100.13");
        String id = UUID.randomUUID().toString();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("regulation", "gdpr");
        body.put("subject_request_id", id);
        body.put("subject_request_type", "erasure");
        body.put("submitted_time", Instant.now().toString());
        body.put(
                "subject_identities",
                List.of(Map.of(
                        "identity_type", "controller_customer_id",
                        "identity_value", customer,
                        "identity_format", "raw")));
        body.put("status_callback_urls", List.of("http://127.0.0.1:" + callbackPort() + "/told"));
        JsonPath receipt = signed(post(body), 201);
        assertEquals(id, receipt.getString("subject_request_id"));
        assertEquals("officer-" + mark, receipt.getString("controller_id"));
        assertTrue(new String(Base64.getDecoder().decode(receipt.getString("encoded_request")), StandardCharsets.UTF_8)
                .contains(customer));
        signed(post(body), 201);
        assertEquals(
                "pending", signed(officer().get("/opendsr/requests/" + id), 200).getString("request_status"));

        Map<String, Object> bad = new LinkedHashMap<>(body);
        bad.put("status_callback_urls", List.of("http://127.0.0.1:1/internal"));
        bad.put("subject_request_id", UUID.randomUUID().toString());
        assertEquals(400, signed(post(bad), 400).getInt("error.code"));
        bad.remove("status_callback_urls");
        bad.put("subject_request_id", "not-a-guid");
        signed(post(bad), 400);
        signed(officer().get("/opendsr/requests/" + UUID.randomUUID()), 404);

        admin().post("/privacy/requests/" + id + "/approve").then().statusCode(200);
        awaitCompleted(id);
        assertEquals(
                "completed",
                signed(officer().get("/opendsr/requests/" + id), 200).getString("request_status"));
        assertEquals(0, count("identity.participant WHERE external_id = '" + customer + "'"));
        signed(officer().delete("/opendsr/requests/" + id), 400);
        await().atMost(PATIENCE).until(() -> received.size() >= 2);
        for (Received told : received) {
            verify(told.body(), told.signature());
            assertEquals("localhost", told.domain());
            assertEquals(
                    id,
                    JsonPath.from(new String(told.body(), StandardCharsets.UTF_8))
                            .getString("subject_request_id"));
        }
        assertEquals(
                List.of("in_progress", "completed"),
                received.stream()
                        .map(r -> JsonPath.from(new String(r.body(), StandardCharsets.UTF_8))
                                .getString("request_status"))
                        .toList());

        body.put("subject_request_id", UUID.randomUUID().toString());
        body.put("subject_request_type", "access");
        signed(post(body), 201);
        JsonPath cancelled = signed(officer().delete("/opendsr/requests/" + body.get("subject_request_id")), 202);
        assertEquals(body.get("subject_request_id"), cancelled.getString("subject_request_id"));
    }

    private Response post(Map<String, Object> body) {
        return officer().contentType(ContentType.JSON).body(body).post("/opendsr/requests");
    }

    private JsonPath signed(Response response, int status) throws Exception {
        assertEquals(status, response.statusCode(), response.asString());
        assertEquals("localhost", response.header("X-OpenDSR-Processor-Domain"));
        verify(response.asByteArray(), response.header("X-OpenDSR-Signature"));
        return response.jsonPath();
    }

    private void verify(byte[] body, String signed) throws Exception {
        String pem = officer().get("/opendsr/certificate").asString();
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
        signature.update(body);
        assertTrue(signature.verify(Base64.getDecoder().decode(signed)));
    }

    // -----------------------------------------------------------------------------------------------------------------

    private String digits() {
        return String.format("%03d", Math.floorMod(mark.hashCode(), 1000));
    }

    /** Two messages of a call, stored when this returns; its session. */
    private String call(String agent, String customer, String address) {
        String session = UUID.randomUUID().toString();
        mediaServer.send(message(
                session,
                "\"events\":[{\"type\":\"entity\",\"entity\":\"agent\",\"externalId\":\"" + agent
                        + "\",\"name\":\"a\",\"tsOffset\":0},{\"type\":\"entity\",\"entity\":\"customer\",\"externalId\":\""
                        + customer + "\",\"name\":\"c\",\"tsOffset\":1},{\"type\":\"signal\",\"signal\":\"offer\","
                        + "\"source\":\"" + agent + "\",\"descriptor\":\"c=IN IP4 203.0.113.10\",\"tsOffset\":2}]"));
        mediaServer.send(message(
                session,
                "\"stats\":{\"audio\":{\"local\":{\"mos\":4.2,\"jitter\":4,\"packetsSent\":250}},\"network\":{\"rtt\":3,"
                        + "\"localAddress\":\"203.0.113.10:1\",\"remoteAddress\":\"" + address + ":2\"}}"));
        sent += 2;
        await().atMost(PATIENCE)
                .untilAsserted(() -> admin().get("/feeds")
                        .then()
                        .body("items.find { it.name == 'media-server/p" + mark + "' }.stored", equalTo(sent)));
        return session;
    }

    private static String message(String session, String inside) {
        Instant at = Instant.now();
        return "{\"stats\":{" + inside
                + ",\"tagKeys\":[\"Location\",\"SessionId\"],\"tagValues\":[\"mediaserver/agent\",\""
                + session + "\"],\"ts\":" + (at.getEpochSecond() * 1_000_000 + at.getNano() / 1000)
                + "},\"statsType\":\"webrtc\"}";
    }

    private JsonPath shown(String session) {
        return admin().get("/calls/" + session).then().statusCode(200).extract().jsonPath();
    }

    private io.restassured.response.ValidatableResponse calls() {
        return admin().get("/reports/calls?limit=1000&from=" + hour + "&to=" + hour.plus(2, ChronoUnit.HOURS))
                .then()
                .statusCode(200);
    }

    private RequestSpecification officer() {
        return as("officer-" + mark, officer);
    }

    private String file(String type, Map<String, String> identity) {
        return admin().contentType(ContentType.JSON)
                .body(Map.of("type", type, "identities", List.of(identity)))
                .post("/privacy/requests")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String approve(String id) {
        officer().post("/privacy/requests/" + id + "/approve").then().statusCode(200);
        return id;
    }

    private void awaitStatus(String id, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> officer().get("/privacy/requests/" + id).then().body("status", equalTo(status)));
    }

    private void awaitCompleted(String id) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath request = officer().get("/privacy/requests/" + id).jsonPath();
            assertEquals("completed", request.getString("status"), () -> request.getString("error"));
        });
    }

    private Map<String, String> export(String id) throws IOException {
        byte[] zip = officer()
                .get("/privacy/requests/" + id + "/export")
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString("attachment"))
                .extract()
                .asByteArray();
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private void rebuild() {
        job("hourly-kpi", "{\"rebuild\": \"" + hour + "/" + hour.plus(1, ChronoUnit.HOURS) + "\"}");
    }

    private void job(String job, String parameters) {
        Object[] id = new Object[1];
        await().atMost(PATIENCE).until(() -> {
            var reply =
                    admin().contentType(ContentType.JSON).body(parameters).post("/batch/jobs/" + job + "/executions");
            id[0] = reply.jsonPath().get("id");
            return reply.statusCode() == 201;
        });
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> admin().get("/batch/executions/" + id[0]).then().body("status", equalTo("COMPLETED")));
    }

    private List<Map<String, Object>> kpis() {
        return database()
                .inTransaction(h -> h.createQuery("SELECT md5(string_agg(q::text, ';' ORDER BY q::text)) AS rows"
                                + " FROM (SELECT (l.*)::text AS q FROM kpi.call_leg_hour l UNION ALL SELECT (k.*)::text"
                                + " FROM kpi.quality_hour k) a")
                        .mapToMap()
                        .list());
    }

    private long count(String table) {
        return database()
                .inTransaction(h -> h.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
    }
}
