package org.tmcstats.attack;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tmcstats.attack.Rules.Rule;
import org.tmcstats.testing.DeployedWar;

/** What an attacker would try, with each role, against the deployed WAR; and that every look at a person left its entry. */
class AttackIT extends DeployedWar {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String API = "/api/v1";
    private static final Rules RULES = Rules.read();
    private static final String JSON = "application/json";
    /** What a parser or a query would say of itself, or of us. */
    private static final List<String> TRACES =
            List.of("Exception", "org.tmcstats", "org.postgresql", "jdbi", "SELECT", "at java.", "root:x:");

    private static AttackData data;

    @BeforeEach
    void fill() {
        if (data == null) {
            data = new AttackData(database(), this::admin);
        }
    }

    @AfterEach
    void the_server_is_well() {
        RestAssured.given()
                .baseUri(address().toString())
                .get("/health/ready")
                .then()
                .statusCode(200);
        admin().get("/clients").then().statusCode(200);
    }

    private Raw as(String role) {
        return Raw.as(address(), data.id(role), data.secret(role));
    }

    private Raw everything() {
        return Raw.as(address(), "admin", ADMIN_SECRET);
    }

    private JsonPath openapi() {
        return RestAssured.given()
                .baseUri(address().toString())
                .accept(ContentType.JSON)
                .get("/openapi")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    // Roles
    // ------------------------------------------------------------------------------------------------------------

    @Test
    void each_operation_of_the_description_has_a_rule() {
        Map<String, Map<String, Object>> paths = openapi().getMap("paths");
        Set<String> described = new TreeSet<>();
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(verb -> Set.of("get", "post", "put", "delete", "patch").contains(verb))
                .forEach(verb -> described.add(verb.toUpperCase(Locale.ROOT) + " " + path)));
        Set<String> ruled = new TreeSet<>();
        RULES.all().forEach(rule -> ruled.add(rule.method() + " " + API + rule.path()));
        assertEquals(String.join("\n", ruled), String.join("\n", described));
    }

    @Test
    void the_description_is_one_that_generators_of_clients_can_read() {
        JsonPath api = openapi();
        Map<String, Map<String, Map<String, Object>>> paths = api.getMap("paths");
        List<String> ids = paths.values().stream()
                .flatMap(item -> item.values().stream())
                .map(operation -> String.valueOf(operation.get("operationId")))
                .toList();
        assertEquals(ids.size(), Set.copyOf(ids).size(), ids.toString());
        assertTrue(ids.contains("postPrivacyRequestsIdApprove"), ids.toString());
        List<String> wrong = new ArrayList<>();
        bounds("", api.getMap(""), wrong);
        assertEquals(List.of(), wrong);
        Map<String, Map<String, Object>> schemas = api.getMap("components.schemas");
        assertTrue(schemas.get("RequestStatus").get("enum").toString().contains("in-progress"));
        assertTrue(api.getString("components.schemas.SubjectRequest.properties.approval")
                .contains("SubjectRequestStep"));
        assertEquals("object", schemas.get("SubjectRequest").get("type"));
        assertEquals("date-time", schemas.get("Instant").get("format"));
        assertEquals(
                Set.of("at", "by", "detail"),
                api.getMap("components.schemas.SubjectRequestStep.properties").keySet());
    }

    /** JSON Schema Validation 6: what is counted is not negative, a divisor is greater than zero. */
    private static void bounds(String at, Object value, List<String> wrong) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                boolean counts = Set.of(
                                "maxItems", "minItems", "maxLength", "minLength", "maxProperties", "minProperties")
                        .contains(String.valueOf(key));
                if (inner instanceof Number number
                        && (counts && number.intValue() < 0
                                || key.equals("minItems") && number.intValue() == Integer.MAX_VALUE
                                || key.equals("multipleOf") && number.doubleValue() <= 0)) {
                    wrong.add(at + "/" + key + ": " + number);
                }
                bounds(at + "/" + key, inner, wrong);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> bounds(at, inner, wrong));
        }
    }

    /** Bodies are no JSON, and names are nobody's: whoever is let in has done nothing. */
    @Test
    void each_role_is_let_in_where_its_rule_says_and_nowhere_else() {
        List<String> wrong = new ArrayList<>();
        int number = 0;
        for (Rule rule : RULES.all()) {
            String target = API + rule.path().replaceAll("\\{\\w+}", "no-such-thing");
            for (String role : Rules.ROLES) {
                int status = knock(as(role), rule, target);
                boolean refused = status == 401 || status == 403;
                if (refused == rule.lets(role) || (refused && status != 403) || status >= 500) {
                    wrong.add(rule.operation() + " as " + role + ": " + status);
                }
            }
            int open = rule.isOpen() ? 400 : 401;
            int nobody = knock(Raw.anonymous(address()), rule, target);
            int stranger = knock(Raw.as(address(), "stranger-" + number++, "wrong"), rule, target);
            int liar =
                    knock(Raw.as(address(), data.id("analyst") + "-" + number, data.secret("analyst")), rule, target);
            if (nobody != open || stranger != open || liar != open) {
                wrong.add(rule.operation() + " as nobody: " + nobody + ", " + stranger + ", " + liar);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static int knock(Raw who, Rule rule, String target) {
        return rule.method().equals("GET") || rule.method().equals("DELETE")
                ? who.send(who.request(rule.method(), target, "")).status()
                : who.send(rule.method(), target, JSON, "[".getBytes(StandardCharsets.UTF_8))
                        .status();
    }

    @Test
    void other_spellings_of_a_path_open_nothing() {
        for (String spelling : List.of(
                "/clients/",
                "//clients",
                "/clients;x=y",
                "/%63lients",
                "/./clients",
                "/feeds/../clients",
                "/CLIENTS",
                "/clients%2f",
                "/clients%00",
                "/clients?x=/session",
                "/session/../clients",
                "/session;/../clients")) {
            int viewer = as("viewer").get(API + spelling).status();
            int nobody = Raw.anonymous(address()).get(API + spelling).status();
            assertTrue(Set.of(400, 403, 404).contains(viewer), spelling + ": " + viewer);
            assertTrue(Set.of(400, 401, 404).contains(nobody), spelling + ": " + nobody);
        }
        for (String override : List.of(
                "X-HTTP-Method-Override: DELETE",
                "X-Original-URL: /api/v1/clients",
                "X-Forwarded-User: admin",
                "X-Rewrite-URL: /api/v1/clients")) {
            Raw viewer = as("viewer");
            assertEquals(
                    200,
                    viewer.send(viewer.request("GET", API + "/session", override + "\r\n"))
                            .status());
            assertEquals(
                    403,
                    viewer.send(viewer.request("GET", API + "/clients", override + "\r\n"))
                            .status());
        }
        for (String method : List.of("HEAD", "PATCH", "FOO", "PROPFIND")) {
            Raw nobody = Raw.anonymous(address());
            assertEquals(
                    401,
                    nobody.send(nobody.request(method, API + "/clients", "")).status(),
                    method);
        }
        Raw nobody = Raw.anonymous(address());
        Raw.Reply trace = nobody.send(nobody.request("TRACE", "/", "X-Mark: 12345\r\n"));
        assertEquals(405, trace.status());
        assertFalse(trace.text().contains("12345"));
    }

    // Injection
    // --------------------------------------------------------------------------------------------------------

    @Test
    void no_parameter_reaches_a_statement_a_header_or_a_file() {
        List<String> payloads = List.of(
                "' OR '1'='1",
                "'; DROP TABLE ops.client; --",
                "1) UNION SELECT secret_hash FROM ops.client --",
                "\" desc; select pg_sleep(9) --",
                "\\",
                "${jndi:ldap://127.0.0.1/a}",
                "#{7*7}",
                "x\r\nSet-Cookie: stolen=1",
                "x\r\n\r\nHTTP/1.1 200 OK",
                "../../../../../../etc/passwd",
                "..\\..\\windows\\win.ini",
                "file:///etc/passwd",
                "<script>alert(1)</script>",
                "\u0001\ud83d\ude00",
                "9".repeat(3000),
                "-1",
                "NaN");
        Map<String, Map<String, Map<String, Object>>> paths = openapi().getMap("paths");
        List<String> wrong = new ArrayList<>();
        for (Rule rule : RULES.all()) {
            if (!rule.method().equals("GET")) {
                continue;
            }
            Map<String, Object> operation = paths.get(API + rule.path()).get("get");
            List<String> targets = new ArrayList<>();
            for (String payload : payloads) {
                String encoded =
                        URLEncoder.encode(payload, StandardCharsets.UTF_8).replace("+", "%20");
                if (rule.path().contains("{")) {
                    targets.add(API + rule.path().replaceAll("\\{\\w+}", encoded));
                }
                for (String name : queryNames(operation)) {
                    targets.add(API + rule.path().replaceAll("\\{\\w+}", "calls") + "?from=" + data.from() + "&to="
                            + data.to() + "&" + name + "=" + encoded);
                }
            }
            for (String target : targets) {
                Raw.Reply reply = everything().get(target);
                if (reply.status() == 0
                        || reply.status() >= 500
                        || reply.header("set-cookie").isPresent()
                        || reply.text().indexOf("HTTP/1.1 ", 1) > 0
                        || TRACES.stream().anyMatch(reply.text()::contains)) {
                    wrong.add(target + ": " + reply.text());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @SuppressWarnings("unchecked")
    private static List<String> queryNames(Map<String, Object> operation) {
        List<Map<String, Object>> parameters =
                (List<Map<String, Object>>) operation.getOrDefault("parameters", List.of());
        return parameters.stream()
                .filter(parameter -> "query".equals(parameter.get("in")))
                .map(parameter -> String.valueOf(parameter.get("name")))
                .toList();
    }

    @Test
    void no_path_leads_to_a_file_of_the_server() {
        for (String target : List.of(
                "/WEB-INF/beans.xml",
                "/WEB-INF/classes/META-INF/microprofile-config.properties",
                "/META-INF/microprofile-config.properties",
                API + "/../WEB-INF/beans.xml",
                API + "/..;/WEB-INF/beans.xml",
                API + "/%2e%2e/WEB-INF/beans.xml",
                "/..%2f..%2f..%2fetc/passwd",
                "/..%5c..%5cetc%5cpasswd",
                "/../../../../etc/passwd",
                "//etc/passwd",
                "/.%00/etc/passwd",
                "/payara-config/boot-commands.txt",
                API + "/application.wadl",
                "/sql/schema/V001__raw_and_identity.sql")) {
            Raw.Reply reply = everything().get(target);
            assertTrue(Set.of(400, 404).contains(reply.status()), target + ": " + reply.text());
            assertFalse(reply.body().contains("tmc.database") || reply.body().contains("<beans"), target);
        }
    }

    @Test
    void a_cell_of_a_csv_file_is_no_formula() throws IOException {
        Raw who = as("analyst");
        String text = who.send(who.request(
                        "GET",
                        API + "/reports/calls?limit=1000&from=" + data.from() + "&to=" + data.to(),
                        "Accept: text/csv\r\n"))
                .content();
        int defused = 0;
        try (CSVParser rows = CSVParser.parse(text, CSVFormat.RFC4180)) {
            for (CSVRecord row : rows) {
                for (String cell : row) {
                    boolean run = !cell.isEmpty() && "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20".indexOf(cell.charAt(0)) >= 0;
                    assertTrue(!run || cell.matches("-?\\d+(\\.\\d+)?([eE]-?\\d+)?"), cell);
                    defused += cell.startsWith("'") ? 1 : 0;
                }
            }
        }
        assertEquals(AttackData.FORMULAS.size(), defused);
    }

    // Bodies
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void bombs_of_json_are_refused_and_harm_nobody() {
        Map<String, byte[]> bombs = Map.of(
                "deep lists", bytes("[".repeat(500_000)),
                "deep objects", bytes("{\"a\":".repeat(300_000)),
                "a huge number", bytes("{\"id\": " + "9".repeat(4_000_000) + "}"),
                "a huge exponent", bytes("{\"id\": 1e999999999, \"dataset\": 1e999999999}"),
                "a huge text", bytes("{\"id\": \"" + "a".repeat(12_000_000) + "\"}"),
                "a huge name", bytes("{\"" + "a".repeat(12_000_000) + "\": 1}"),
                "the same name", bytes("{" + "\"id\": 1, ".repeat(500_000) + "\"id\": 1}"),
                "many names",
                        bytes(IntStream.range(0, 200_000)
                                .mapToObj(i -> "\"name" + i + "\": 1")
                                .collect(Collectors.joining(",", "{", "}"))),
                "many elements", bytes("[" + "1,".repeat(3_000_000) + "1]"),
                "zero bytes", new byte[100_000]);
        bombs.forEach((name, bomb) -> {
            for (Rule rule : RULES.all()) {
                if (rule.method().equals("POST") || rule.method().equals("PUT")) {
                    Raw.Reply reply = everything().send(rule.method(), target(rule), JSON, bomb);
                    boolean feed = rule.path().startsWith("/feeds/stb");
                    assertTrue(
                            reply.status() >= 400 && reply.status() < 500
                                    || feed && reply.status() == 202
                                    || !takesABody(rule),
                            name + " to " + rule.operation() + ": " + reply.text());
                    assertTrue(reply.status() < 500, name + " to " + rule.operation() + ": " + reply.text());
                    assertTrue(
                            feed || reply.body().length() < 20_000,
                            "an answer of " + reply.body().length());
                }
            }
        });
    }

    /** Those without a body do not look at one. */
    private static boolean takesABody(Rule rule) {
        return !rule.path().matches(".*/(stop|restart|abandon|test|secret|second-factor)");
    }

    private static String target(Rule rule) {
        return API + rule.path().replace("{job}", "hourly-kpi").replaceAll("\\{\\w+}", "no-such-thing");
    }

    @Test
    void xml_is_read_nowhere() throws IOException {
        byte[] entities = bytes("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">"
                + "<!ENTITY b \"&a;&a;&a;&a;\">]><x>&b;</x>");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes("[" + " ".repeat(50_000_000) + "]"));
        }
        for (Rule rule : RULES.all()) {
            if ((rule.method().equals("POST") || rule.method().equals("PUT")) && takesABody(rule)) {
                for (String type : List.of("application/xml", "text/xml", "application/soap+xml", "image/svg+xml")) {
                    Raw.Reply reply = everything().send(rule.method(), target(rule), type, entities);
                    assertTrue(Set.of(400, 404, 415).contains(reply.status()), rule.operation() + ": " + reply.text());
                    assertFalse(reply.text().contains("root:"), reply.text());
                }
                Raw who = everything();
                Raw.Reply reply = who.send(
                        who.request(
                                rule.method(),
                                target(rule),
                                "Content-Type: application/json\r\n" + "Content-Encoding: gzip\r\nContent-Length: "
                                        + zipped.size() + "\r\n"),
                        new Raw.Piece(0, zipped.toByteArray()));
                assertTrue(Set.of(400, 404, 413, 415).contains(reply.status()), rule.operation() + ": " + reply.text());
            }
        }
    }

    @Test
    void bodies_that_are_too_large_are_refused_before_they_are_read_whole() {
        Raw who = everything();
        byte[] mebibyte = bytes("100000\r\n" + " ".repeat(1 << 20) + "\r\n");
        Raw.Piece[] endless =
                Stream.generate(() -> new Raw.Piece(0, mebibyte)).limit(64).toArray(Raw.Piece[]::new);
        for (String target :
                List.of(API + "/clients", API + "/feeds/stb/box-1", API + "/batch/jobs/hourly-kpi/executions")) {
            for (String length : List.of("16777217", "4294967297", "99999999999", "9223372036854775807")) {
                Raw.Reply reply = who.first(who.request(
                        "POST", target, "Content-Type: application/json\r\nContent-Length: " + length + "\r\n"));
                assertEquals(413, reply.status(), target + " of " + length + ": " + reply.text());
            }
            Raw.Reply reply = who.first(
                    who.request("POST", target, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"),
                    endless);
            assertEquals(413, reply.status(), target + ": " + reply.text());
        }
        assertEquals(400, who.get(API + "/calls/" + "a".repeat(100_000)).status());
        assertTrue(who.first(who.request("GET", API + "/session", "X-Long: " + "a".repeat(100_000) + "\r\n"))
                        .status()
                >= 400);
    }

    @Test
    void senders_that_are_slow_or_silent_are_cut_off() {
        byte[] one = {' '};
        List<CompletableFuture<Raw.Reply>> replies = new ArrayList<>();
        for (String target : List.of(API + "/clients", API + "/feeds/stb/box-1")) {
            Raw who = everything();
            String headers = "Content-Type: application/json\r\nContent-Length: 1000\r\n";
            Raw.Piece[] dripping =
                    Stream.generate(() -> new Raw.Piece(500, one)).limit(300).toArray(Raw.Piece[]::new);
            replies.add(CompletableFuture.supplyAsync(() -> who.first(who.request("POST", target, headers), dripping)));
            replies.add(CompletableFuture.supplyAsync(
                    () -> who.first(who.request("POST", target, headers), new Raw.Piece(0, one))));
        }
        replies.forEach(
                reply -> assertEquals(408, reply.join().status(), reply.join().text()));
        assertEquals(
                0,
                everything()
                        .send(bytes("GET /api/v1/session HTTP/1.1\r\nHost: x\r\n"))
                        .status());
    }

    // Enumeration
    // ------------------------------------------------------------------------------------------------------

    @Test
    void what_is_there_cannot_be_told_from_what_is_not() {
        String known = Raw.as(address(), data.id("viewer"), "wrong")
                .get(API + "/session")
                .text();
        assertEquals(
                known,
                Raw.as(address(), "nobody-at-all", "wrong")
                        .get(API + "/session")
                        .text());
        assertEquals(
                known,
                Raw.as(address(), "' OR 1=1 --", "wrong").get(API + "/session").text());
        String viewed =
                as("viewer").get(API + "/calls/" + data.sessions().get(0)).text();
        assertEquals(viewed, as("viewer").get(API + "/calls/no-such-call").text());
        assertTrue(viewed.startsWith("HTTP/1.1 403"), viewed);
        String missing = as("analyst").get(API + "/calls/no-such-call").text();
        assertTrue(missing.startsWith("HTTP/1.1 404"), missing);
        assertEquals(missing, as("analyst").get(API + "/calls/~ffff.20260101").text());
        String nowhere = Raw.anonymous(address()).get(API + "/clients/admin").text();
        assertEquals(
                nowhere, Raw.anonymous(address()).get(API + "/no/such/path").text());
    }

    // The audit trail
    // --------------------------------------------------------------------------------------------------

    @Test
    void every_look_at_a_person_leaves_exactly_its_entry() throws IOException {
        AuditFuzz fuzz = new AuditFuzz(data, this::as, System.nanoTime());
        fuzz.run(400, 8);
        assertEquals(fuzz.expected(), fuzz.found(), fuzz.seed());
        JsonPath verification = verification();
        assertEquals(List.of(), verification.getList("faults"), fuzz.seed());
        assertTrue(verification.getLong("entries") >= 200, fuzz.seed());
        Path anchors = Path.of(
                System.getProperty("basedir", "."),
                "target",
                "it-audit-" + ProcessHandle.current().pid(),
                "anchors");
        await().atMost(PATIENCE).until(() -> Files.exists(anchors) && Files.size(anchors) > 0);
        assertFalse(Files.readString(anchors).contains(data.sessions().get(0)));
    }

    private JsonPath verification() {
        return admin().get("/privacy/audit/verification")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void an_altered_entry_is_found_by_whoever_asks() {
        admin().get("/quarantine").then().statusCode(200);
        long seq = admin().get("/privacy/audit?kind=quarantine&limit=1")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("items[0].seq");
        alter("UPDATE audit.entry SET persons = persons + 1 WHERE seq = " + seq);
        JsonPath found = verification();
        alter("UPDATE audit.entry SET persons = persons - 1 WHERE seq = " + seq);
        assertEquals(List.of("altered"), found.getList("faults.fault"));
        assertEquals(seq, found.getLong("faults[0].fromSeq"));
        assertEquals(List.of(), verification().getList("faults"));
    }

    private void alter(String sql) {
        database().useTransaction(h -> {
            h.execute("SET LOCAL session_replication_role = replica");
            h.execute(sql);
        });
    }

    @Test
    void what_cannot_be_recorded_is_not_answered() {
        String call = API + "/calls/" + data.sessions().get(0);
        assertTrue(as("analyst").get(call).text().contains(data.sessions().get(0)));
        database()
                .useTransaction(h -> h.execute("ALTER TABLE audit.entry ADD CONSTRAINT full_up CHECK (actor <> '"
                        + data.id("analyst") + "') NOT VALID"));
        try {
            for (String target : List.of(
                    call, call + "/timeline", API + "/reports/calls?from=" + data.from() + "&to=" + data.to())) {
                Raw.Reply reply = as("analyst").get(target);
                assertEquals(500, reply.status());
                data.sessions().forEach(session -> assertFalse(reply.text().contains(session)));
            }
        } finally {
            database().useTransaction(h -> h.execute("ALTER TABLE audit.entry DROP CONSTRAINT full_up"));
        }
        assertEquals(200, as("analyst").get(call).status());
    }

    @Test
    void an_answer_about_a_person_that_was_not_recorded_is_withheld() {
        Raw.Reply reply = as("analyst").get(API + "/forgetful");
        assertEquals(500, reply.status(), reply.text());
        assertFalse(reply.text().contains("anna"), reply.text());
    }

    @Test
    void a_purpose_is_one_of_those_that_are_set() {
        Raw who = as("analyst");
        for (String purpose : List.of("curiosity", "legal-claim\u00e4", "legal-claim, operation", "")) {
            assertEquals(
                    400,
                    who.send(who.request("GET", API + "/session", "Tmc-Purpose: " + purpose + "\r\n"))
                            .status());
        }
        assertEquals(
                200,
                who.send(who.request("GET", API + "/session", "Tmc-Purpose: legal-claim\r\n"))
                        .status());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void the_trail_names_nobody() {
        admin().get("/calls/" + data.sessions().get(0)).then().statusCode(200);
        List<String> rows = database()
                .inTransaction(h -> h.createQuery("SELECT e::text FROM audit.entry e")
                        .mapTo(String.class)
                        .list());
        for (String name :
                Stream.concat(data.sessions().stream(), data.people().stream()).toList()) {
            rows.forEach(row -> assertFalse(row.contains(name), name));
        }
        String subject = admin().contentType(ContentType.JSON)
                .body(Map.of("kind", "session", "value", data.sessions().get(0)))
                .post("/privacy/audit/subjects")
                .then()
                .statusCode(200)
                .extract()
                .path("subject");
        List<String> kinds = admin().get("/privacy/audit?subject=" + subject)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.kind");
        assertFalse(kinds.isEmpty());
        assertTrue(Set.of("call", "call/timeline").containsAll(kinds), kinds.toString());
        assertFalse(Collections.disjoint(kinds, Set.of("call")));
    }
}
