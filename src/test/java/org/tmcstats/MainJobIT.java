package org.tmcstats;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.TypeSafeMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tmcstats.simulator.SimulatedMediaServer;
import org.tmcstats.testing.DeployedWar;

/** Real messages in, KPIs and reports out, through the deployed WAR. */
class MainJobIT extends DeployedWar {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SESSION = "5f0c2b1e-7a64-4c1d-9d0a-2f8be1a7c9d4";

    private SimulatedMediaServer mediaServer;
    private final Instant now = Instant.now();
    private final Instant hour = now.truncatedTo(ChronoUnit.HOURS);

    @BeforeEach
    void start() {
        mediaServer = new SimulatedMediaServer(0);
    }

    @AfterEach
    void stop() {
        mediaServer.close();
    }

    @Test
    void a_media_servers_sample_becomes_exactly_these_values() throws IOException {
        connect("sample");
        mediaServer.send(sample("mediaserver-stats.json")
                .replace("1607574550624147", Long.toString(now.getEpochSecond() * 1_000_000 + 624_147)));
        mediaServer.send(sample("mediaserver-events.json")
                .replace("1607574550624147", Long.toString(now.getEpochSecond() * 1_000_000 + 700_000)));
        awaitStored("media-server/sample", 2);
        run("hourly-kpi", "{}");

        JsonPath rows = callQuality();
        Map<String, Object> audio = row(rows, "audio", "local");
        assertNumbers(audio, Map.of("calls", 1, "samples", 1, "mosMean", 4.31, "mosMin", 4.31, "mosP50", 4.31));
        assertNumbers(
                audio, Map.of("jitterMsMean", 4, "jitterMsP99", 4, "rttMsMean", 38, "packets", 249, "packetsLost", 1));
        assertNumbers(
                audio, Map.of("lossRatioMean", 1.0 / 249, "bytes", 39840, "badSampleRatio", 0, "badCallRatio", 0));
        assertEquals(null, audio.get("sendKbpsMean"));
        Map<String, Object> heard = row(rows, "audio", "remote");
        assertNumbers(heard, Map.of("lossRatioMean", 3.0 / 250, "jitterMsMean", 6, "packets", 247, "bytes", 39520));
        assertEquals(null, heard.get("mosMean"));
        Map<String, Object> picture = row(rows, "video", "local");
        assertNumbers(picture, Map.of("mosMean", 4.02, "jitterMsMean", 9, "rttMsMean", 39, "lossRatioMean", 4.0 / 206));
        Map<String, Object> network = row(rows, "network", "both");
        assertNumbers(network, Map.of("sendKbpsMean", 1710, "receiveKbpsMean", 1830, "rttMsMean", 37));

        run("daily-kpi", "{}");
        admin().get("/reports/call-quality?granularity=day&from=" + day() + "&to=" + day().plus(1, ChronoUnit.DAYS))
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("items.findAll { it.media == 'audio' && it.location == 'mediaserver/agent' }.size()", equalTo(2));
        admin().get("/calls/" + SESSION).then().statusCode(200).body("legs.label", hasItem("agent"));
        admin().get("/calls/" + SESSION + "/timeline").then().statusCode(200).body("items.size()", equalTo(16));
        admin().get("/reports/calls?from=" + hour + "&to=" + hour.plus(1, ChronoUnit.HOURS))
                .then()
                .statusCode(200)
                .body("items.ref", notNullValue());
        assertRebuildChangesNothing();
    }

    private void assertRebuildChangesNothing() {
        List<Map<String, Object>> before = hourRows();
        run("hourly-kpi", "{\"rebuild\": \"" + hour + "/" + hour.plus(1, ChronoUnit.HOURS) + "\"}");
        assertEquals(before, hourRows());
        admin().contentType(ContentType.JSON)
                .body("{\"rebuild\": \"yesterday\"}")
                .post("/batch/jobs/hourly-kpi/executions")
                .then()
                .statusCode(400);
    }

    private List<Map<String, Object>> hourRows() {
        return database()
                .inTransaction(h -> h.createQuery("SELECT md5(string_agg(q::text, ';' ORDER BY q::text)) AS rows"
                                + " FROM (SELECT (l.*)::text AS q FROM kpi.call_leg_hour l UNION ALL SELECT (k.*)::text"
                                + " FROM kpi.quality_hour k UNION ALL SELECT (c.*)::text FROM kpi.call_count_hour c) a")
                        .mapToMap()
                        .list());
    }

    @Test
    void malformed_frames_go_to_quarantine_and_the_connection_lives() {
        connect("malformed");
        mediaServer.send("{\"stats\": not json");
        mediaServer.send("[]");
        mediaServer.send("{\"stats\":{\"stats\":{\"audio\":{\"local\":{\"mos\":\"high\"}}},\"ts\":"
                + now.toEpochMilli() * 1000 + "},\"statsType\":\"webrtc\"}");
        mediaServer.send(
                "{\"stats\":{\"stats\":{\"audio\":{\"local\":{\"mos\":4.4}}},\"ts\":1},\"statsType\":\"webrtc\"}");
        mediaServer.send("{\"stats\":{\"stats\":{\"audio\":{\"local\":{\"mos\":4.4}}},\"ts\":"
                + now.toEpochMilli() * 1000 + "},\"statsType\":\"webrtc\"}");
        awaitStored("media-server/malformed", 1);
        assertEquals(1, mediaServer.opened());
        admin().get("/quarantine?limit=1000")
                .then()
                .statusCode(200)
                .body("items.findAll { it.feed == 'media-server/malformed' }.size()", equalTo(4))
                .body("items.reason", hasItem(containsString("/stats/stats/audio/local/mos")));
    }

    @Test
    void a_frame_that_is_not_utf_8_closes_the_connection_which_is_recorded_and_made_again() {
        connect("latin");
        mediaServer.sendRaw(new byte[] {'{', (byte) 0xe9, (byte) 0xff, '}'});
        await().atMost(PATIENCE).until(() -> mediaServer.opened() > 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> admin().get("/quarantine?limit=1000")
                        .then()
                        .statusCode(200)
                        .body("items.findAll { it.feed == 'media-server/latin' }.size()", equalTo(1)));
    }

    @Test
    void a_server_that_goes_away_is_connected_again_and_one_removed_is_let_go() {
        int port = mediaServer.port();
        connect("comes-and-goes");
        mediaServer.close();
        mediaServer = new SimulatedMediaServer(port);
        await().atMost(PATIENCE).until(() -> mediaServer.connections() == 1);
        admin().delete("/feeds/media-servers/comes-and-goes").then().statusCode(204);
        await().atMost(PATIENCE).until(() -> mediaServer.connections() == 0);
    }

    @Test
    void headers_are_sent_and_never_shown() {
        admin().contentType(ContentType.JSON)
                .body(Map.of("url", mediaServer.url(), "enabled", true, "headers", Map.of("X-Token", "s3cr3t")))
                .put("/feeds/media-servers/with-headers")
                .then()
                .statusCode(success())
                .body("headers.X-Token", equalTo("***"));
        await().atMost(PATIENCE).until(() -> mediaServer.connections() == 1);
        assertEquals("s3cr3t", mediaServer.header("X-Token"));
        admin().delete("/feeds/media-servers/with-headers").then().statusCode(204);
    }

    @Test
    void a_boxs_sample_counts_once_however_often_it_is_sent() throws IOException {
        String report = sample("stb-report.json");
        for (int i = 0; i < 3; i++) {
            admin().contentType("application/octet-stream")
                    .body(report.getBytes(StandardCharsets.UTF_8))
                    .post("/feeds/stb/box-1")
                    .then()
                    .statusCode(202)
                    .body("accepted", equalTo(2))
                    .body("quarantined.size()", equalTo(0));
            run("hourly-kpi", "{}");
        }
        admin().get("/feeds").then().body("items.find { it.name == 'stb' }.duplicate", equalTo(4));
        String range = "?from=" + hour + "&to=" + hour.plus(2, ChronoUnit.HOURS);
        ValidatableResponse media =
                admin().get("/reports/stb-media" + range).then().statusCode(200);
        media.body("items.size()", equalTo(1))
                .body("items[0].sessions", equalTo(1))
                .body("items[0].watchedS", closeToNumber(1200));
        admin().get("/reports/stb-network" + range)
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body("items[0].reports", equalTo(1))
                .body("items[0].receivedBytes", nullValue());
    }

    @Test
    void a_box_is_told_what_of_its_report_could_not_be_read() {
        admin().body("[{\"type\":\"media\"},{\"type\":\"hello\",\"timestamp\":" + now.getEpochSecond() + "},]")
                .post("/feeds/stb/box-2")
                .then()
                .statusCode(202)
                .body("accepted", equalTo(1))
                .body("quarantined[0].index", equalTo(0));
        admin().body("no json at all")
                .post("/feeds/stb/box-2")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void a_feeders_key_opens_the_boxes_path_and_nothing_else() {
        String key = admin().contentType(ContentType.JSON)
                .body(Map.of("id", "boxes-by-key", "roles", List.of("feeder")))
                .post("/clients")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        String body = "[{\"type\":\"hello\",\"timestamp\":" + now.getEpochSecond() + "}]";
        anonymous()
                .queryParam("key", key)
                .body(body)
                .post("/feeds/stb/box-3")
                .then()
                .statusCode(202);
        anonymous().queryParam("key", key).body(body).post("/feeds/stb").then().statusCode(202);
        anonymous()
                .queryParam("key", key + "x")
                .body(body)
                .post("/feeds/stb/box-3")
                .then()
                .statusCode(401);
        anonymous().queryParam("key", key).get("/feeds").then().statusCode(401);
        as("boxes-by-key", key).get("/feeds").then().statusCode(403);
        as("boxes-by-key", key).get("/reports").then().statusCode(403);
    }

    @Test
    void reports_refuse_bad_parameters_and_speak_csv_when_asked() {
        String range = "from=" + hour + "&to=" + hour.plus(1, ChronoUnit.HOURS);
        for (String bad : List.of(
                "",
                "?from=" + hour,
                "?" + range + "&granularity=minute",
                "?" + range + "&groupBy=weather",
                "?" + range + "&dataset=xx",
                "?" + range + "&zone=Asia/Kolkata",
                "?" + range + "&limit=0",
                "?" + range + "&colour=red",
                "?from=" + hour.plusSeconds(1) + "&to=" + hour.plus(1, ChronoUnit.HOURS))) {
            admin().get("/reports/call-quality" + bad)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("type", startsWith("/problems/"));
        }
        admin().get("/reports/nothing?" + range).then().statusCode(404);
        admin().accept("text/csv")
                .get("/reports/call-quality?" + range)
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .body(startsWith("bucket,"));
        admin().accept("*/*").get("/reports/call-quality?" + range).then().contentType(ContentType.JSON);
    }

    @Test
    void every_path_of_the_first_capability_is_described_with_an_example() {
        JsonPath api = anonymous()
                .basePath("")
                .accept(ContentType.JSON)
                .get("/openapi")
                .jsonPath();
        List<String> paths = List.copyOf(
                api.getMap("paths").keySet().stream().map(String::valueOf).toList());
        assertThat(
                paths,
                hasItems(
                        "/api/v1/feeds",
                        "/api/v1/feeds/media-servers/{name}",
                        "/api/v1/feeds/stb/{device}",
                        "/api/v1/quarantine",
                        "/api/v1/reports/{id}",
                        "/api/v1/calls/{ref}",
                        "/api/v1/calls/{ref}/timeline",
                        "/api/v1/batch/jobs/{id}/executions",
                        "/api/v1/batch/schedules/{job}"));
    }

    private void connect(String name) {
        admin().contentType(ContentType.JSON)
                .body(Map.of("url", mediaServer.url(), "enabled", true))
                .put("/feeds/media-servers/" + name)
                .then()
                .statusCode(success());
        await().atMost(PATIENCE).until(() -> mediaServer.connections() == 1);
    }

    private void awaitStored(String feed, int messages) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> admin().get("/feeds")
                        .then()
                        .body("items.find { it.name == '" + feed + "' }.stored", equalTo(messages)));
    }

    private void run(String job, String parameters) {
        Object[] id = new Object[1];
        await().atMost(PATIENCE).until(() -> {
            var reply =
                    admin().contentType(ContentType.JSON).body(parameters).post("/batch/jobs/" + job + "/executions");
            id[0] = reply.jsonPath().get("id");
            return reply.statusCode() == 201;
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> admin().get("/batch/executions/" + id[0])
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("COMPLETED")));
    }

    private JsonPath callQuality() {
        return admin().get("/reports/call-quality?from=" + hour + "&to=" + hour.plus(1, ChronoUnit.HOURS)
                        + "&location=mediaserver/agent&server=sample")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath(JsonPathConfig.jsonPathConfig().numberReturnType(NumberReturnType.DOUBLE));
    }

    private static Map<String, Object> row(JsonPath rows, String media, String direction) {
        return rows.getMap("items.find { it.media == '" + media + "' && it.direction == '" + direction + "' }");
    }

    private static void assertNumbers(Map<String, Object> row, Map<String, Number> expected) {
        expected.forEach((name, value) -> assertEquals(
                value.doubleValue(), ((Number) row.get(name)).doubleValue(), 1e-9 * value.doubleValue(), name));
    }

    private Instant day() {
        return now.truncatedTo(ChronoUnit.DAYS);
    }

    private static Matcher<Integer> success() {
        return both(greaterThanOrEqualTo(200)).and(lessThan(300));
    }

    private static Matcher<Number> closeToNumber(double value) {
        return new TypeSafeMatcher<>() {
            @Override
            protected boolean matchesSafely(Number item) {
                return closeTo(value, 1e-9).matches(item.doubleValue());
            }

            @Override
            public void describeTo(Description description) {
                description.appendValue(value);
            }
        };
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of(System.getProperty("basedir", "."), "src/test/resources/samples", name));
    }
}
