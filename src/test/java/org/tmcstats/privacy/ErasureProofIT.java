package org.tmcstats.privacy;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.tmcstats.simulator.SimulatedMediaServer;

/**
 * Proof of erasure: people come in through the real feeds in every encoding, are erased by REST, and not a byte of them is
 * left in the data folder; one who was not erased is found. Neither a restart nor an older database brings them back.
 */
class ErasureProofIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final String PHONE = "+15557310942";
    private static final String AGENT = "agent-victoria-8842";
    private static final String SIP = "vera.victim@pbx.example.org";
    private static final String IP = "198.51.100.137";
    private static final String BOX = "box-victim-5521";
    private static final String BOX_IP = "192.0.2.143";
    private static final List<String> ERASED = List.of(PHONE, "15557310942", AGENT, SIP, IP, BOX, BOX_IP);

    private static final String KEPT_PHONE = "+15559024417";
    private static final String KEPT_AGENT = "agent-control-1177";
    private static final List<String> KEPT = List.of(KEPT_PHONE, KEPT_AGENT, "box-control-3309");

    @TempDir
    private Path folder;

    private final List<String> sessions = new ArrayList<>();
    private SimulatedMediaServer mediaServer;
    private PackagedRun server;
    private String officer;

    @Test
    void not_a_byte_of_erased_people_is_left_anywhere_and_no_older_database_brings_them_back() throws Exception {
        Path data = folder.resolve("data");
        mediaServer = new SimulatedMediaServer(0);
        Map<String, String> environment = Map.of("TMC_MEDIA_SERVER_PROOF_URL", mediaServer.url());
        try {
            server = PackagedRun.start(data, folder.resolve("first.out"), environment);
            officer = server.admin()
                    .contentType(ContentType.JSON)
                    .body(Map.of("id", "second-officer", "roles", List.of("privacy-officer")))
                    .post("/clients")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("secret");
            feed();
            server.close();
            Path backup = folder.resolve("backup");
            copy(data.resolve("postgres"), backup);

            server = PackagedRun.start(data, folder.resolve("second.out"), environment);
            feed();
            job("hourly-kpi");
            job("daily-kpi");
            List<String> everything =
                    Stream.concat(ERASED.stream(), sessions.stream()).toList();
            assertTablesAreFilled();
            Set<String> before = identifiersFound(scan(data, everything));
            assertEquals(new TreeSet<>(everything), before, "the scan finds what is there");
            String export = accessOfAnErasedPerson();
            Map<String, String> totals = totals();

            String erasure = approve(request(
                    "erasure",
                    identity("phone", "(+1) 555-731-0942"),
                    identity("customer", PHONE),
                    identity("agent", AGENT),
                    identity("sip-uri", "sip:" + SIP.toUpperCase()),
                    identity("ip", IP),
                    identity("ip", BOX_IP),
                    identity("device", BOX)));
            awaitCompleted(erasure);

            assertEquals(Set.of(), scan(data, everything).hits());
            assertEquals(Set.of(), dump(everything).hits());
            assertFalse(dump(KEPT).hits().isEmpty(), "the dump names the one who was not erased");
            assertEquals(new TreeSet<>(KEPT), identifiersFound(scan(data, KEPT)));
            assertEquals(totals, totals());
            job("hourly-kpi");
            assertEquals(totals, totals());
            officer().get("/privacy/requests/" + export + "/export").then().statusCode(404);
            assertCertificate(erasure);
            clearValuesAreGone();
            server.close();

            assertEquals(Set.of(), scan(data, everything).hits());
            delete(data.resolve("postgres"));
            copy(backup, data.resolve("postgres"));
            assertFalse(scan(data, everything).hits().isEmpty(), "the older database names them");
            server = PackagedRun.start(data, folder.resolve("third.out"), environment);
            awaitReplayed();
            assertEquals(Set.of(), scan(data, everything).hits());
            assertEquals(Set.of(), dump(everything).hits());
            assertEquals(new TreeSet<>(KEPT), identifiersFound(scan(data, KEPT)));
        } finally {
            if (server != null) {
                server.close();
            }
            mediaServer.close();
        }
    }

    // What comes in -------------------------------------------------------------------------------------------------

    private void feed() throws Exception {
        await().atMost(PATIENCE).until(() -> mediaServer.connections() == 1);
        int stored = stored("media-server/proof");
        int messages = 0;
        messages += call(AGENT, PHONE, IP, true);
        messages += call(KEPT_AGENT, "sip:" + SIP + ";transport=udp", "203.0.113.77", true);
        messages += call(AGENT, KEPT_PHONE, "203.0.113.78", false);
        messages += call(KEPT_AGENT, KEPT_PHONE, "203.0.113.79", false);
        mediaServer.send(envelope(
                "\"events\":[{\"type\":\"wholly-new\",\"who\":\"" + AGENT + "\",\"tsOffset\":0}]",
                UUID.randomUUID().toString()));
        for (String bad : badMessages()) {
            mediaServer.send(bad);
        }
        int expected = stored + messages + 1;
        await().atMost(PATIENCE).until(() -> stored("media-server/proof") >= expected);
        for (String box : List.of(BOX, "box-control-3309")) {
            String ip = box.equals(BOX) ? BOX_IP : "192.0.2.44";
            server.admin()
                    .body(("[{\"type\":\"media\",\"timestamp\":%1$d,\"url\":\"udp://225.1.1.1:1\",\"id\":\"1\","
                                    + "\"begin\":%1$d,\"end\":%1$d,\"owner\":\"%2$s\"},"
                                    + "{\"type\":\"network\",\"timestamp\":%1$d,\"name\":\"eth0\",\"ip\":\"%3$s\","
                                    + "\"gateway\":\"192.0.2.1\",\"netmask\":\"255.255.255.0\",\"stat\":{\"received_bytes\":7}},"
                                    + "{\"type\":\"strange\",\"timestamp\":%1$d,\"note\":\"of %2$s\"},"
                                    + "{\"type\":\"media\",\"timestamp\":\"no number\",\"note\":\"%3$s\"}]")
                            .formatted(Instant.now().getEpochSecond(), box, ip))
                    .post("/feeds/stb/" + box)
                    .then()
                    .statusCode(202)
                    .body("quarantined.size()", equalTo(1));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> server.admin()
                        .get("/feeds")
                        .then()
                        .body("items.findAll { it.waiting > 0 }.size()", equalTo(0)));
    }

    private int call(String agent, String customer, String customerIp, boolean erased) {
        String session = UUID.randomUUID().toString();
        if (erased || agent.equals(AGENT)) {
            sessions.add(session);
        }
        String escaped =
                customer.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
        mediaServer.send(envelope(
                "\"events\":[{\"type\":\"entity\",\"entity\":\"agent\",\"externalId\":\"" + agent
                        + "\",\"name\":\"agent-leg\",\"tsOffset\":0},{\"type\":\"entity\",\"entity\":\"customer\","
                        + "\"externalId\":\"" + escaped + "\",\"name\":\"customer-leg\",\"tsOffset\":1},"
                        + "{\"type\":\"signal\",\"signal\":\"offer\",\"source\":\"" + customer + "\",\"descriptor\":"
                        + "\"v=0\\r\\no=- 1 2 IN IP4 " + customerIp + "\\r\\nc=IN IP4 " + customerIp
                        + "\\r\\n\",\"callee\":\"" + URLEncoder.encode(customer, StandardCharsets.UTF_8)
                        + "\",\"tsOffset\":2}]",
                session));
        mediaServer.send(envelope(
                "mediaserver/customer",
                "\"stats\":{\"audio\":{\"local\":{\"mos\":4.2,\"jitter\":4,\"packetsSent\":250,\"packetsLost\":1,\"rtt\":38}},"
                        + "\"network\":{\"localAddress\":\"203.0.113.10:40562\",\"remoteAddress\":\"" + customerIp
                        + ":51577\",\"rtt\":37}},\"extra\":{\"contact\":\"<sip:" + customer + "@" + customerIp + ">\"}",
                session));
        return 2;
    }

    /** What cannot be read lies in quarantine as it was sent, in whatever encoding. */
    private List<String> badMessages() {
        List<String> bad = new ArrayList<>();
        for (String id : List.of(PHONE, AGENT, SIP, KEPT_AGENT)) {
            byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
            byte[] utf16 = id.getBytes(StandardCharsets.UTF_16BE);
            for (String encoded : List.of(
                    id,
                    id.chars().mapToObj(c -> String.format("\\u%04X", c)).collect(Collectors.joining()),
                    URLEncoder.encode(id, StandardCharsets.UTF_8),
                    Base64.getEncoder().encodeToString(utf8),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(utf8),
                    HexFormat.of().formatHex(utf8),
                    HexFormat.of().withUpperCase().formatHex(utf8),
                    Base64.getEncoder().encodeToString(utf16),
                    HexFormat.of().formatHex(utf16))) {
                bad.add("{\"stats\":{\"ts\":1,\"caller\":\"" + encoded + "\"},\"statsType\":\"webrtc\"}");
            }
            bad.add("{\"stats\": not json at all, caller " + id + " and so on");
        }
        return bad;
    }

    private static String envelope(String inside, String session) {
        return envelope("mediaserver/agent", inside, session);
    }

    private static String envelope(String location, String inside, String session) {
        Instant at = Instant.now();
        return "{\"stats\":{" + inside + ",\"tagKeys\":[\"Location\",\"SessionId\",\"ConversationId\"],"
                + "\"tagValues\":[\"" + location + "\",\"" + session + "\",\"48211\"],\"ts\":"
                + (at.getEpochSecond() * 1_000_000 + at.getNano() / 1000) + "},\"statsType\":\"webrtc\"}";
    }

    // What officers do ----------------------------------------------------------------------------------------------

    private String accessOfAnErasedPerson() throws IOException {
        String access = approve(request("access", identity("phone", PHONE), identity("agent", AGENT)));
        awaitCompleted(access);
        byte[] zip = officer()
                .get("/privacy/requests/" + access + "/export")
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .extract()
                .asByteArray();
        Map<String, String> files = unzip(zip);
        assertTrue(
                files.keySet()
                        .containsAll(Set.of(
                                "export.json",
                                "index.html",
                                "json/identity.participant.json",
                                "csv/identity.participant.csv",
                                "csv/raw.measurement.csv")),
                () -> files.keySet().toString());
        assertTrue(files.get("json/identity.participant.json").contains(PHONE));
        assertTrue(files.get("index.html").contains("GDPR Art. 6(1)(f)"));
        files.forEach((name, text) ->
                assertFalse(text.contains(KEPT_PHONE) || text.contains("203.0.113.78"), () -> "others are in " + name));
        assertTrue(files.get("csv/raw.measurement.csv").lines().count() > 3);
        JsonPath.from(files.get("json/raw.measurement.json")).getList("$");
        return access;
    }

    private void clearValuesAreGone() {
        officer()
                .get("/privacy/requests?type=erasure&status=completed")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body("items[0].identities.value", hasItem("***"));
    }

    private void assertCertificate(String erasure) throws Exception {
        JsonPath reply = officer()
                .get("/privacy/requests/" + erasure + "/certificate")
                .then()
                .statusCode(200)
                .body("certificate.erased.find { it.table == 'identity.participant' }.rows", greaterThanOrEqualTo(4))
                .body("certificate.erased.find { it.table == 'identity.quarantine' }.rows", greaterThanOrEqualTo(20))
                .body("certificate.erased.find { it.table == 'spool' }.rows", greaterThanOrEqualTo(10))
                .body("certificate.spoolsOutstanding", equalTo(0))
                .body("certificate.writeAheadLogCleared", equalTo(true))
                .extract()
                .jsonPath();
        String[] jws = reply.getString("jws").split("\\.");
        byte[] key = Base64.getMimeDecoder().decode(reply.getString("publicKey").replaceAll("-----[A-Z ]+-----", ""));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
        signature.update((jws[0] + "." + jws[1]).getBytes(StandardCharsets.US_ASCII));
        assertTrue(signature.verify(Base64.getUrlDecoder().decode(jws[2])));
        String payload = new String(Base64.getUrlDecoder().decode(jws[1]), StandardCharsets.UTF_8);
        assertEquals(erasure, JsonPath.from(payload).getString("request"));
    }

    private RequestSpecification officer() {
        return server.as("second-officer", officer);
    }

    @SafeVarargs
    private String request(String type, Map<String, String>... identities) {
        return server.admin()
                .contentType(ContentType.JSON)
                .body(Map.of("type", type, "identities", List.of(identities)))
                .post("/privacy/requests")
                .then()
                .statusCode(201)
                .body("status", equalTo("pending"))
                .extract()
                .path("id");
    }

    private static Map<String, String> identity(String kind, String value) {
        return Map.of("kind", kind, "value", value);
    }

    private String approve(String id) {
        server.admin().post("/privacy/requests/" + id + "/approve").then().statusCode(403);
        officer().post("/privacy/requests/" + id + "/approve").then().statusCode(200);
        return id;
    }

    private void awaitCompleted(String id) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonPath request = officer()
                    .get("/privacy/requests/" + id)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertEquals("completed", request.getString("status"), () -> request.getString("error"));
        });
    }

    private void job(String job) {
        await().atMost(PATIENCE).until(() -> {
            var reply =
                    server.admin().contentType(ContentType.JSON).body("{}").post("/batch/jobs/" + job + "/executions");
            if (reply.statusCode() != 201) {
                return false;
            }
            Object id = reply.jsonPath().get("id");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            server.admin().get("/batch/executions/" + id).then().body("status", equalTo("COMPLETED")));
            return true;
        });
    }

    // What is looked at ---------------------------------------------------------------------------------------------

    private ByteScan scan(Path data, List<String> identifiers) throws IOException {
        ByteScan scan = new ByteScan(identifiers).files(data);
        assertTrue(scan.scanned() > 10_000_000, "the data folder was read");
        return scan;
    }

    private static Set<String> identifiersFound(ByteScan scan) {
        return scan.hits().stream()
                .map(hit -> hit.substring(0, hit.indexOf(" as ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every table by COPY: the embedded PostgreSQL comes without pg_dump. */
    private ByteScan dump(List<String> identifiers) throws Exception {
        ByteScan scan = new ByteScan(identifiers);
        try (Connection c = server.superuser()) {
            for (String table : tables(c, "c.relkind = 'r' AND n.nspname NOT IN ('information_schema', 'pg_toast')")) {
                if (!table.equals("pg_catalog.pg_largeobject")) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    c.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + table + " TO STDOUT", out);
                    scan.bytes(table, out.toByteArray());
                }
            }
        }
        assertTrue(scan.scanned() > 100_000, "tables were read");
        return scan;
    }

    private static List<String> tables(Connection c, String condition) throws Exception {
        List<String> tables = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet rows = s.executeQuery("SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + condition + " ORDER BY 1")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private void assertTablesAreFilled() throws Exception {
        try (Connection c = server.superuser();
                Statement s = c.createStatement()) {
            for (String table : tables(
                    c,
                    "c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'identity'"
                            + " AND c.relname NOT LIKE 'held%'")) {
                try (ResultSet rows = s.executeQuery("SELECT EXISTS (SELECT FROM " + table + ")")) {
                    rows.next();
                    assertTrue(rows.getBoolean(1), table + " is empty");
                }
            }
        }
    }

    private Map<String, String> totals() throws Exception {
        Map<String, String> totals = new TreeMap<>();
        try (Connection c = server.superuser();
                Statement s = c.createStatement()) {
            for (String table : tables(
                    c,
                    "c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('kpi', 'raw')"
                            + " AND c.relname NOT IN ('batch', 'computed_basis')")) {
                try (ResultSet rows =
                        s.executeQuery("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ';' ORDER BY"
                                + " t::text)), '') FROM " + table + " t")) {
                    rows.next();
                    totals.put(table, rows.getString(1));
                }
            }
        }
        return totals;
    }

    private int stored(String feed) {
        Integer stored = server.admin().get("/feeds").jsonPath().get("items.find { it.name == '" + feed + "' }.stored");
        return stored == null ? 0 : stored;
    }

    private void awaitReplayed() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Connection c = server.superuser();
                    Statement s = c.createStatement();
                    ResultSet rows = s.executeQuery(
                            "SELECT count(*) > 0 AND bool_and(applied_at IS NOT NULL) FROM privacy.erasure")) {
                return rows.next() && rows.getBoolean(1);
            }
        });
    }

    private static Map<String, String> unzip(byte[] zip) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(path));
                } else {
                    Files.copy(path, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
