package org.tmcstats.access;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.codec.binary.Base32;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server with TLS, tokens of an OpenID provider, and a second factor that administrators must have. */
class SecurityIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String ADMIN_SECRET = "only-for-this-test-0123456789";
    private static final int HANDSHAKE = 22;
    private static final String PASSWORD = "only-for-this-test";
    private static final OpenIdProvider PROVIDER = new OpenIdProvider();
    private static final RsaJsonWebKey KEY = PROVIDER.publish("one");

    @TempDir
    private static Path folder;

    private static Process server;
    private static int plain;
    private static int tls;
    private static Certificate certificate;

    @BeforeAll
    static void start() throws Exception {
        plain = freePort();
        tls = freePort();
        makeCertificate();
        List<String> command = new ArrayList<>(List.of(
                java("java"),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                Path.of(System.getProperty("launcher.dir", "target/tmc-stats"), "tmc-stats.jar")
                        .toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(plain)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("TMC_"));
        environment.put("TMC_ADMIN_SECRET", ADMIN_SECRET);
        environment.put("TMC_TLS_CERTIFICATE", folder.resolve("chain.pem").toString());
        environment.put("TMC_TLS_KEY", folder.resolve("key.pem").toString());
        environment.put("TMC_TLS_PORT", Integer.toString(tls));
        environment.put("TMC_ACCESS_SECOND_FACTOR_ROLES", "admin");
        PROVIDER.settings()
                .forEach((key, value) ->
                        environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        server = builder.start();
        await().atMost(PATIENCE)
                .until(() -> Files.readString(folder.resolve("out"))
                                .contains("tmc-stats is ready: https://127.0.0.1:" + tls + "/")
                        || !server.isAlive());
        assertTrue(server.isAlive(), () -> read(folder.resolve("err")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        PROVIDER.close();
        server.destroy();
        server.waitFor();
    }

    private static void makeCertificate() throws Exception {
        Path store = folder.resolve("made.p12");
        Process keytool = new ProcessBuilder(
                        java("keytool"),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Key key = keys.getKey("test", PASSWORD.toCharArray());
        certificate = keys.getCertificate("test");
        Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", key.getEncoded()));
        Files.writeString(folder.resolve("chain.pem"), pem("CERTIFICATE", certificate.getEncoded()));
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static RequestSpecification https() {
        return RestAssured.given()
                .relaxedHTTPSValidation()
                .baseUri("https://127.0.0.1:" + tls)
                .basePath("/api/v1");
    }

    private static RequestSpecification http() {
        return RestAssured.given().redirects().follow(false).baseUri("http://127.0.0.1:" + plain);
    }

    private static RequestSpecification bearer(JwtClaims claims) {
        return https().header("Authorization", "Bearer " + OpenIdProvider.signed(claims, KEY));
    }

    private static JwtClaims all(String subject, String... roles) {
        JwtClaims claims = OpenIdProvider.claims(subject, List.of(roles));
        claims.setClaim("customers", List.of("*"));
        return claims;
    }

    @Test
    void https_shows_the_certificate_of_the_settings_by_tls_1_2_and_1_3_alone() throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = (SSLSocket) trusting().createSocket("127.0.0.1", tls)) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                assertEquals(certificate, socket.getSession().getPeerCertificates()[0]);
            }
        }
        assertEquals(HANDSHAKE, answer("0303"), "the same greeting of TLS 1.2 is answered");
        assertNotEquals(HANDSHAKE, answer("0302"), "TLS 1.1 is refused");
        assertNotEquals(HANDSHAKE, answer("0301"), "TLS 1.0 is refused");
    }

    /** Sends a ClientHello of a version (RFC 5246, 7.4.1.2; 0303 is TLS 1.2); type of the record that comes back, or -1. */
    private static int answer(String version) throws IOException {
        String suites =
                "0006" + "c02b" + "c009" + "c00a"; // ECDHE_ECDSA with AES-GCM, and with AES-CBC for old versions
        String extensions =
                "000a00040002" + "0017" + "000b00020100" + "000d00040002" + "0403"; // secp256r1 with SHA-256
        String hello = version + "00".repeat(32) + "00" + suites + "0100" + "%04x".formatted(extensions.length() / 2)
                + extensions;
        int length = hello.length() / 2;
        String record = "16" + "0301" + "%04x".formatted(length + 4) + "01" + "%06x".formatted(length) + hello;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tls)) {
            socket.getOutputStream().write(HexFormat.of().parseHex(record));
            return socket.getInputStream().read();
        }
    }

    @Test
    void plain_http_sends_pages_on_refuses_the_api_and_answers_probes() {
        http().get("/console?a=b")
                .then()
                .statusCode(308)
                .header("Location", equalTo("https://127.0.0.1:" + tls + "/console"));
        http().auth()
                .preemptive()
                .basic("admin", ADMIN_SECRET)
                .get("/api/v1/session")
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
        http().get("/health/ready").then().statusCode(200).body("checks.name", hasItem("database"));
    }

    @Test
    void over_https_browsers_are_told_to_stay_there() {
        https().get("/session")
                .then()
                .statusCode(401)
                .header("Strict-Transport-Security", containsString("max-age=31536000"));
        http().get("/health/live").then().header("Strict-Transport-Security", equalTo(null));
    }

    @Test
    void a_token_of_the_provider_signs_in_with_its_roles_and_another_does_not() {
        bearer(all("erika", "viewer"))
                .get("/session")
                .then()
                .statusCode(200)
                .body("client", equalTo("token:erika"))
                .body("signIn", equalTo("bearer"))
                .body("roles", equalTo(List.of("viewer")));
        bearer(all("erika", "viewer")).get("/clients").then().statusCode(403);
        JwtClaims limited = OpenIdProvider.claims("max", List.of("analyst"));
        limited.setClaim("customers", List.of("acme"));
        String range = "?from=2026-11-21T00:00:00Z&to=2026-11-21T01:00:00Z";
        bearer(limited).get("/reports/call-quality" + range).then().statusCode(403);
        bearer(limited).get("/reports/calls" + range).then().statusCode(200);
        String confused = OpenIdProvider.signed(
                all("erika", "admin"),
                KEY,
                "HS256",
                new HmacKey(KEY.getPublicKey().getEncoded()));
        for (String token :
                List.of(confused, "x", OpenIdProvider.signed(all("a", "admin"), OpenIdProvider.key("one")))) {
            https().header("Authorization", "Bearer " + token)
                    .get("/session")
                    .then()
                    .statusCode(401);
        }
        bearer(all("erika", "admin")).post("/session/second-factor").then().statusCode(403);
    }

    @Test
    void an_administrator_must_enrol_a_second_factor_before_anything_else() {
        RequestSpecification admin = https().auth().preemptive().basic("admin", ADMIN_SECRET);
        admin.get("/clients").then().statusCode(403).body("detail", containsString("second-factor"));
        admin.get("/session").then().statusCode(200);
        String secret = admin.post("/session/second-factor")
                .then()
                .statusCode(200)
                .extract()
                .path("secret");
        byte[] key = new Base32().decode(secret);
        admin.contentType(ContentType.JSON)
                .body(Map.of("code", Totp.code(key, Instant.now().minusSeconds(30))))
                .post("/session/second-factor/confirmation")
                .then()
                .statusCode(204);
        String cookie = https().contentType(ContentType.JSON)
                .body(Map.of("client", "admin", "secret", ADMIN_SECRET, "code", Totp.code(key, Instant.now())))
                .post("/session")
                .then()
                .statusCode(201)
                .header(
                        "Set-Cookie",
                        allOf(
                                containsString("__Host-tmc-session="),
                                containsStringIgnoringCase("Secure"),
                                containsStringIgnoringCase("SameSite=Strict"),
                                containsString("HttpOnly")))
                .extract()
                .cookie("__Host-tmc-session");
        https().cookie("__Host-tmc-session", cookie).get("/clients").then().statusCode(200);
        https().cookie("tmc-session", cookie).get("/clients").then().statusCode(401);
    }

    @Test
    void a_feeders_secret_is_in_no_log_however_it_was_sent() throws IOException {
        String good = bearer(all("root", "admin"))
                .contentType(ContentType.JSON)
                .body(Map.of("id", "boxes", "roles", List.of("feeder")))
                .post("/clients")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        String wrong = "boxes." + "w".repeat(43);
        String report = "[{\"type\":\"hello\",\"timestamp\":" + Instant.now().getEpochSecond() + "}]";
        for (String type :
                List.of("application/x-www-form-urlencoded", "application/json", "nonsense/;;", "text/plain")) {
            assertEquals(202, post("/api/v1/feeds/stb/secret-box?key=" + good, type, report));
            int refused = post("/api/v1/feeds/stb/secret-box?key=" + wrong, type, report);
            assertTrue(refused == 401 || refused == 429, "wrong ones are refused, soon by a lock: " + refused);
            post("/api/v1/feeds/stb?key=" + wrong, type, "");
        }
        assertEquals(202, post("/api/v1/feeds/stb/secret-box?k%65y=" + good, "text/plain", report));
        for (String path : List.of(
                "/api/v1/clients?key=" + good,
                "/api/v1/nothing/at/all?key=" + good,
                "/api/v1/feeds/stb/secret-box?x=%zz&key=" + good,
                "/api/v1/feeds/stb/secret-box?key=" + good + "&key=" + wrong,
                "/nothing?key=" + good,
                "/api/v1/feeds/stb/secret-box?key=" + good + "&long=" + "x".repeat(9000))) {
            post(path, "application/x-www-form-urlencoded", "key=" + good);
        }
        String page = https().basePath("")
                .queryParam("key", good)
                .get("/nothing")
                .then()
                .statusCode(404)
                .extract()
                .asString();
        assertFalse(page.contains(good), "an error page repeats the secret");
        http().queryParam("key", good).post("/api/v1/feeds/stb").then().statusCode(403);
        https().auth().preemptive().basic("boxes", wrong).get("/session").then().statusCode(oneOf(401, 429));
        List<Path> logs;
        try (Stream<Path> files = Files.walk(folder.resolve("data/log"))) {
            logs = new ArrayList<>(files.filter(Files::isRegularFile).toList());
        }
        assertFalse(logs.isEmpty());
        logs.add(folder.resolve("out"));
        logs.add(folder.resolve("err"));
        for (Path log : logs) {
            String text = read(log);
            assertFalse(text.contains(good.substring(6)), () -> "the secret is in " + log);
            assertFalse(text.contains(wrong.substring(6)), () -> "a wrong secret is in " + log);
            assertFalse(text.contains("secret-box"), () -> "a device is in " + log);
        }
    }

    /** As it stands: clients for tests would put the address in order. */
    private static int post(String target, String type, String body) throws IOException {
        try (Socket socket = trusting().createSocket("127.0.0.1", tls)) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream()
                    .write(("POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: "
                                    + type + "\r\nContent-Length: " + bytes.length + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            String reply = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return reply.startsWith("HTTP/1.1 ") ? Integer.parseInt(reply.substring(9)) : 0;
        }
    }

    private static SSLSocketFactory trusting() {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("test", certificate);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trust);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
