package org.tmcstats.access;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.tmcstats.testing.DeployedWar;

class AccessIT extends DeployedWar {
    private static final String COOKIE = "tmc-session";
    private static final String PROBLEM = "application/problem+json";

    @Test
    void nothing_answers_without_credentials() {
        for (String path : List.of("/clients", "/batch/jobs", "/nothing/here", "/")) {
            anonymous()
                    .get(path)
                    .then()
                    .statusCode(401)
                    .contentType(PROBLEM)
                    .header("WWW-Authenticate", startsWith("Basic "))
                    .body("type", equalTo("/problems/unauthenticated"));
        }
        as("admin", "wrong").get("/clients").then().statusCode(401);
        as("nobody", ADMIN_SECRET).get("/clients").then().statusCode(401);
        as("admin", "").get("/clients").then().statusCode(401);
    }

    @Test
    void a_request_knows_who_sent_it() {
        admin().get("/session")
                .then()
                .statusCode(200)
                .body("client", equalTo("admin"))
                .body("roles", hasItem("admin"))
                .body("signIn", equalTo("basic"));
        anonymous().get("/session").then().statusCode(401);
    }

    @Test
    void a_client_is_made_changed_and_removed() {
        Map<String, Object> wanted = Map.of("id", "boxes", "roles", List.of("feeder"));
        String secret = make(wanted);
        as("boxes", secret).get("/clients").then().statusCode(403).contentType(PROBLEM);
        admin().contentType(ContentType.JSON)
                .body(wanted)
                .post("/clients")
                .then()
                .statusCode(409);
        admin().get("/clients").then().statusCode(200).body("items.id", hasItem("boxes"));
        as("boxes", secret).get("/settings/reports").then().statusCode(403);
        admin().contentType(ContentType.JSON)
                .body("{\"roles\": [\"viewer\"], \"region\": \"SE\"}")
                .put("/clients/boxes")
                .then()
                .statusCode(200)
                .body("roles", equalTo(List.of("viewer")))
                .body("region", equalTo("SE"));
        as("boxes", secret).get("/settings/reports").then().statusCode(200);
        admin().contentType(ContentType.JSON)
                .body("{\"roles\": [\"viewer\"]}")
                .put("/clients/nobody")
                .then()
                .statusCode(404);
        admin().delete("/clients/boxes").then().statusCode(204);
        admin().get("/clients/boxes").then().statusCode(404).contentType(PROBLEM);
        as("boxes", secret).get("/settings/reports").then().statusCode(401);
        admin().delete("/clients/admin").then().statusCode(409);
        admin().contentType(ContentType.JSON)
                .body("{\"roles\": [\"viewer\"]}")
                .put("/clients/admin")
                .then()
                .statusCode(409);
    }

    @Test
    void a_secret_is_renewed_with_an_overlap_that_can_be_ended() {
        String first = make(Map.of("id", "rotating", "roles", List.of("viewer")));
        String second = renew("rotating");
        as("rotating", first).get("/session").then().statusCode(200);
        as("rotating", second).get("/session").then().statusCode(200);
        String third = renew("rotating");
        String withOldSecret = signIn("rotating", second, null, null)
                .then()
                .statusCode(201)
                .extract()
                .cookie(COOKIE);
        as("rotating", first).get("/session").then().statusCode(401);
        as("rotating", second).get("/session").then().statusCode(200);
        admin().delete("/clients/rotating/secret/previous").then().statusCode(204);
        as("rotating", second).get("/session").then().statusCode(401);
        as("rotating", third).get("/session").then().statusCode(200);
        withSession(withOldSecret).get("/session").then().statusCode(401);
        signIn("rotating", second, null, null).then().statusCode(401);
        admin().delete("/clients/nobody/secret/previous").then().statusCode(404);
        admin().post("/clients/nobody/secret").then().statusCode(404);
    }

    @Test
    void a_client_of_some_customers_is_refused_what_is_over_all() {
        String secret = make(Map.of(
                "id", "acme-view", "roles", List.of("viewer", "analyst"), "customers", List.of("acme", "+4930123456")));
        String range = "?from=2026-11-21T00:00:00Z&to=2026-11-21T01:00:00Z";
        as("acme-view", secret)
                .get("/reports/calls" + range)
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(0));
        for (String path : List.of("/reports/call-quality" + range, "/reports/stb-media" + range)) {
            as("acme-view", secret)
                    .get(path)
                    .then()
                    .statusCode(403)
                    .contentType(PROBLEM)
                    .body("detail", containsString("customers"));
        }
        as("acme-view", secret).get("/session").then().body("customers", equalTo(List.of("acme", "+4930123456")));
        admin().contentType(ContentType.JSON)
                .body("{\"id\": \"x\", \"roles\": [\"operator\"], \"customers\": []}")
                .post("/clients")
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/customers", "/customers")));
    }

    @Test
    void wrong_secrets_lock_who_guesses_and_not_who_is_known() {
        String secret = make(Map.of("id", "guessed", "roles", List.of("viewer")));
        as("guessed", secret).get("/session").then().statusCode(200);
        int last = 0;
        for (int i = 0; i < 8 && last != 429; i++) {
            last = as("guessed", "wrong-" + i).get("/session").statusCode();
        }
        assertEquals(429, last);
        as("guessed", "wrong")
                .get("/session")
                .then()
                .statusCode(429)
                .contentType(PROBLEM)
                .header("Retry-After", matchesPattern("[1-9][0-9]*"));
        as("guessed", secret).get("/session").then().statusCode(200);
        admin().get("/session").then().statusCode(200);
    }

    @Test
    void a_session_begins_with_a_new_id_and_ends_when_it_is_told() {
        String secret = make(Map.of("id", "erika", "roles", List.of("analyst")));
        Response first = signIn("erika", secret, null, null);
        first.then()
                .statusCode(201)
                .body("client", equalTo("erika"))
                .header(
                        "Set-Cookie",
                        allOf(
                                containsString("HttpOnly"),
                                containsStringIgnoringCase("SameSite=Strict"),
                                containsStringIgnoringCase("Path=/"),
                                not(containsStringIgnoringCase("Secure"))));
        String token = first.getCookie(COOKIE);
        withSession(token).get("/session").then().statusCode(200).body("signIn", equalTo("session"));
        String planted = "A".repeat(43);
        String second = signIn("erika", secret, null, planted).getCookie(COOKIE);
        assertNotEquals(planted, second);
        withSession(planted).get("/session").then().statusCode(401);
        String third = signIn("erika", secret, null, second).getCookie(COOKIE);
        withSession(second).get("/session").then().statusCode(401);
        withSession(third)
                .header("Origin", address().toString())
                .delete("/session")
                .then()
                .statusCode(204);
        withSession(third).get("/session").then().statusCode(401);
        withSession(token).get("/session").then().statusCode(200);
        renew("erika");
        withSession(token).get("/session").then().statusCode(401);
        signIn("erika", "wrong", null, null).then().statusCode(401);
        signIn("", "", null, null).then().statusCode(401);
    }

    @Test
    void nobody_can_send_much_before_signing_in() {
        for (String body : List.of(
                "{\"client\": \"" + "x".repeat(5000) + "\"}", "{\"client\": \"admin\"" + " ".repeat(5000) + "}")) {
            anonymous()
                    .contentType(ContentType.JSON)
                    .body(body)
                    .post("/session")
                    .then()
                    .statusCode(413)
                    .contentType(PROBLEM)
                    .body("detail", containsString("4096"));
            anonymous()
                    .contentType(ContentType.JSON)
                    .body(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                    .post("/session")
                    .then()
                    .statusCode(413);
        }
        signIn("x".repeat(3000), "x", null, null).then().statusCode(401);
        signIn("admin", "x".repeat(2000), null, null).then().statusCode(401);
    }

    @Test
    void what_a_session_changes_must_begin_at_a_page_of_this_server() {
        String token = signIn("admin", ADMIN_SECRET, null, null).getCookie(COOKIE);
        Map<String, Object> client = Map.of("id", "forged", "roles", List.of("admin"));
        for (Map<String, String> headers : List.of(
                Map.<String, String>of(),
                Map.of("Origin", "https://evil.example"),
                Map.of("Origin", "null"),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "same-origin", "Origin", "https://evil.example"))) {
            withSession(token)
                    .headers(headers)
                    .contentType(ContentType.JSON)
                    .body(client)
                    .post("/clients")
                    .then()
                    .statusCode(403);
        }
        admin().get("/clients/forged").then().statusCode(404);
        withSession(token)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType(ContentType.JSON)
                .body(Map.of("id", "not-forged", "roles", List.of("viewer")))
                .post("/clients")
                .then()
                .statusCode(201);
        anonymous()
                .header("Origin", "https://evil.example")
                .contentType(ContentType.JSON)
                .body(Map.of("client", "admin", "secret", ADMIN_SECRET))
                .post("/session")
                .then()
                .statusCode(403);
    }

    @Test
    void a_second_factor_is_enrolled_asked_for_and_removed() {
        String secret = make(Map.of("id", "max", "roles", List.of("viewer")));
        String key = as("max", secret)
                .post("/session/second-factor")
                .then()
                .statusCode(200)
                .body("uri", startsWith("otpauth://totp/tmc-stats:max?secret="))
                .extract()
                .path("secret");
        byte[] bytes = new Base32().decode(key);
        byte[] stored = database()
                .inTransaction(h -> h.select("SELECT totp_key FROM ops.client WHERE id = 'max'")
                        .mapTo(byte[].class)
                        .one());
        assertFalse(latin1(stored).contains(latin1(bytes)), "the key is sealed");
        as("max", secret).get("/session").then().statusCode(200).body("secondFactor", equalTo(false));
        confirm("max", secret, "000000").then().statusCode(400).body("errors[0].pointer", equalTo("/code"));
        String code = Totp.code(bytes, Instant.now());
        confirm("max", secret, code).then().statusCode(204);
        as("max", secret).get("/session").then().statusCode(403).body("detail", containsString("second factor"));
        signIn("max", secret, null, null).then().statusCode(401).body("codeRequired", equalTo(true));
        signIn("max", secret, code, null).then().statusCode(401);
        String next = Totp.code(bytes, Instant.now().plusSeconds(30));
        String token = signIn("max", secret, next, null)
                .then()
                .statusCode(201)
                .extract()
                .cookie(COOKIE);
        signIn("max", secret, next, null).then().statusCode(401);
        withSession(token).get("/session").then().statusCode(200).body("secondFactor", equalTo(true));
        withSession(token)
                .header("Origin", address().toString())
                .post("/session/second-factor")
                .then()
                .statusCode(409);
        // As one that another node opened just before the code was confirmed.
        database().useTransaction(h -> h.execute("UPDATE ops.session SET second_factor = false WHERE client = 'max'"));
        withSession(token).get("/session").then().statusCode(403).body("detail", containsString("second factor"));
        admin().delete("/clients/max/second-factor").then().statusCode(204);
        withSession(token).get("/session").then().statusCode(401);
        as("max", secret).get("/session").then().statusCode(200).body("secondFactor", equalTo(false));
    }

    @Test
    void whoever_changes_a_client_leaves_a_trace() {
        String secret = make(Map.of("id", "traced", "roles", List.of("viewer")));
        as("traced", secret).post("/session/second-factor").then().statusCode(200);
        renew("traced");
        admin().contentType(ContentType.JSON)
                .body("{\"roles\": [\"analyst\"]}")
                .put("/clients/traced")
                .then()
                .statusCode(200);
        admin().contentType(ContentType.JSON)
                .body("{\"roles\": [\"nothing\"]}")
                .put("/clients/traced")
                .then()
                .statusCode(400);
        admin().delete("/clients/traced/second-factor").then().statusCode(204);
        admin().delete("/clients/traced").then().statusCode(204);
        admin().delete("/clients/traced").then().statusCode(404);

        String subject = admin().contentType(ContentType.JSON)
                .body(Map.of("kind", "client", "value", "traced"))
                .post("/privacy/audit/subjects")
                .then()
                .statusCode(200)
                .extract()
                .path("subject");
        List<Map<String, Object>> entries = admin().queryParam("subject", subject)
                .get("/privacy/audit")
                .jsonPath()
                .getList("items");
        assertEquals(
                List.of(
                        "erase client",
                        "erase client/second-factor",
                        "change client",
                        "change client/secret",
                        "change client"),
                entries.stream().map(e -> e.get("action") + " " + e.get("kind")).toList());
        assertTrue(entries.stream().allMatch(e -> "admin".equals(e.get("actor"))));
    }

    @Test
    void a_script_is_not_answered_by_the_browsers_own_dialogue() {
        anonymous()
                .header("Sec-Fetch-Mode", "cors")
                .get("/session")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Session "));
    }

    @Test
    void every_reply_carries_the_headers_that_browsers_want() {
        for (String path :
                List.of("/api/v1/session", "/api/v1/nothing", "/nothing", "/", "/health/ready", "/openapi")) {
            RestAssured.given()
                    .baseUri(address().toString())
                    .get(path)
                    .then()
                    .header("X-Content-Type-Options", equalTo("nosniff"))
                    .header("X-Frame-Options", equalTo("DENY"))
                    .header("Referrer-Policy", equalTo("no-referrer"))
                    .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                    .header("Strict-Transport-Security", nullValue())
                    .header("Server", nullValue())
                    .header("X-Powered-By", nullValue());
        }
        admin().get("/session")
                .then()
                .header("Cache-Control", containsString("no-store"))
                .header("Content-Security-Policy", startsWith("default-src 'none'"));
    }

    private String make(Map<String, Object> client) {
        return admin().contentType(ContentType.JSON)
                .body(client)
                .post("/clients")
                .then()
                .statusCode(201)
                .header("Location", startsWith(address() + "/api/v1/clients/" + client.get("id")))
                .extract()
                .path("secret");
    }

    private String renew(String id) {
        return admin().post("/clients/" + id + "/secret")
                .then()
                .statusCode(200)
                .extract()
                .path("secret");
    }

    private Response signIn(String client, String secret, String code, String cookie) {
        Map<String, Object> body = new HashMap<>(Map.of("client", client, "secret", secret));
        if (code != null) {
            body.put("code", code);
        }
        RequestSpecification request = anonymous().contentType(ContentType.JSON).body(body);
        return (cookie == null ? request : request.cookie(COOKIE, cookie)).post("/session");
    }

    private Response confirm(String client, String secret, String code) {
        return as(client, secret)
                .contentType(ContentType.JSON)
                .body(Map.of("code", code))
                .post("/session/second-factor/confirmation");
    }

    private RequestSpecification withSession(String token) {
        return anonymous().cookie(COOKIE, token);
    }

    @Test
    void a_body_is_refused_with_the_pointer_of_each_fault() {
        admin().contentType(ContentType.JSON)
                .body("{\"id\": \"no good\", \"roles\": [\"king\"]}")
                .post("/clients")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors.pointer", equalTo(List.of("/id", "/roles")));
        admin().contentType(ContentType.JSON)
                .body("{\"id\": \"x\", \"roles\": [{}]}")
                .post("/clients")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/roles/0"));
        admin().contentType(ContentType.JSON)
                .body("{\"id\": ")
                .post("/clients")
                .then()
                .statusCode(400)
                .contentType(PROBLEM);
    }

    @Test
    void paths_methods_types_and_parameters_that_are_not_known_are_problems() {
        admin().get("/nothing").then().statusCode(404).contentType(PROBLEM);
        admin().patch("/clients").then().statusCode(405).contentType(PROBLEM);
        admin().accept("text/csv").get("/clients").then().statusCode(406);
        admin().contentType("text/plain").body("x").post("/clients").then().statusCode(415);
        admin().get("/clients?lmit=5")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/bad-parameter"))
                .body("detail", containsString("limit"));
        admin().get("/clients?limit=1001").then().statusCode(400);
        admin().get("/clients?cursor=%00").then().statusCode(400);
    }

    @Test
    void a_key_in_the_query_opens_nothing_but_the_boxes_path() {
        anonymous().get("/clients?key=" + ADMIN_SECRET).then().statusCode(401);
        anonymous().post("/feeds/stb?key=" + ADMIN_SECRET).then().statusCode(401);
    }

    @Test
    void the_access_log_names_neither_secrets_nor_devices() throws IOException {
        String secret = make(Map.of("id", "logged", "roles", List.of("feeder")));
        anonymous()
                .queryParam("key", secret)
                .body("[]")
                .post("/feeds/stb/logged-box")
                .then()
                .statusCode(oneOf(202, 400));
        as("logged", "logged.wrong").post("/feeds/stb/logged-box").then().statusCode(401);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> written().contains("\"POST\" 401") || written().contains("POST 401"));
        String log = written();
        assertFalse(log.contains("logged"), log);
        assertFalse(log.contains("feeds"), log);
    }

    private String written() throws IOException {
        StringBuilder all = new StringBuilder();
        if (Files.isDirectory(accessLog())) {
            try (Stream<Path> files = Files.list(accessLog())) {
                for (Path file : files.toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }

    @Test
    void health_and_description_answer() {
        RestAssured.given()
                .baseUri(address().toString())
                .get("/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItem("database"));
        RestAssured.given()
                .baseUri(address().toString())
                .accept(ContentType.JSON)
                .get("/openapi")
                .then()
                .statusCode(200)
                .body("paths.keySet()", hasItem("/api/v1/batch/schedules/{job}"))
                .body("paths.keySet()", hasItem("/api/v1/clients/{id}/secret"));
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
