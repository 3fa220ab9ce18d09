package org.tmcstats.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.quality.Histogram;
import org.tmcstats.quality.HistogramBuckets;
import org.tmcstats.store.Database;
import org.tmcstats.store.JdbcTransactions;
import org.tmcstats.testing.TestDatabase;

class ReportsTest {
    private static final TestDatabase TEST_DATABASE = TestDatabase.create();
    private static final Database DATABASE = TEST_DATABASE.database();
    private static final Reports REPORTS = new Reports(
            DATABASE, new Catalogue(), new ReportConfig(ZoneId.of("UTC"), "g107-codec", 20, Duration.ofMinutes(1)));

    @BeforeAll
    static void store() {
        DATABASE.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            h.execute("SELECT ops.ensure_day(d) FROM unnest('{2026-11-20,2026-11-21}'::date[]) d");
            h.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'main'),"
                    + " ('ms', 'mediaserver/customer', 'main'), ('ui', 'ui/agent', 'endpoint')");
            // The sample message of a media server, alone in its hour.
            h.execute(
                    "INSERT INTO kpi.quality_hour (hour, source_key, stream, samples, bad_samples, packets, packets_lost,"
                            + " loss_lost, loss_total, bytes, mos_n, mos_sum, mos_min, mos_max, mos_histogram,"
                            + " loss_n, loss_sum, loss_min, loss_max, loss_histogram, jitter_n, jitter_sum, jitter_min,"
                            + " jitter_max, jitter_histogram, rtt_n, rtt_sum, rtt_min, rtt_max, rtt_histogram)"
                            + " VALUES ('2026-11-20 10:00Z', 1, 1, 1, 0, 249, 1, 1, 249, 39840,"
                            + " 1, 4310000, 4310000, 4310000, ?, 1, 4016064, 4016064, 4016064, ?,"
                            + " 1, 4000, 4000, 4000, ?, 1, 38000, 38000, 38000, ?)",
                    one(4_310_000),
                    one(4_016_064),
                    one(4_000),
                    one(38_000));
            h.execute(
                    "INSERT INTO kpi.quality_hour (hour, source_key, stream, samples, bad_samples, bytes, rtt_n, rtt_sum,"
                            + " rtt_min, rtt_max, rtt_histogram, send_n, send_sum, send_min, send_max, send_histogram,"
                            + " receive_n, receive_sum, receive_min, receive_max, receive_histogram)"
                            + " VALUES ('2026-11-20 10:00Z', 1, 5, 1, 0, 254877, 1, 37000, 37000, 37000, ?,"
                            + " 1, 1710000, 1710000, 1710000, ?, 1, 1830000, 1830000, 1830000, ?)",
                    one(37_000),
                    one(1_710_000),
                    one(1_830_000));
            h.execute(
                    "INSERT INTO kpi.call_count_hour VALUES ('2026-11-20 10:00Z', 'ms', 7, 'mediaserver/agent', 'audio',"
                            + " 'local', '', 1, 0)");
            h.execute(
                    "INSERT INTO kpi.call_leg_hour (hour, call_key, source_key, stream, first_at, last_at, samples,"
                            + " bad_samples, loss_lost, loss_total, mos_n, mos_sum, mos_min, mos_max) VALUES"
                            + " ('2026-11-20 23:00Z', 17, 1, 1, '2026-11-20 23:59Z', '2026-11-20 23:59:50Z', 2, 1, 1, 100, 2, 6000000, 2000000, 4000000),"
                            + " ('2026-11-21 00:00Z', 17, 2, 1, '2026-11-21 00:00Z', '2026-11-21 00:01Z', 2, 0, 3, 100, 2, 8000000, 4000000, 4000000),"
                            + " ('2026-11-20 23:00Z', 18, 1, 1, '2026-11-20 23:10Z', '2026-11-20 23:11Z', 1, 0, 9, 100, 1, 3500000, 3500000, 3500000),"
                            + " ('2026-11-20 23:00Z', 19, 1, 2, '2026-11-20 23:20Z', '2026-11-20 23:22Z', 1, 0, 1, 100, 0, NULL, NULL, NULL),"
                            + " ('2026-11-20 23:00Z', 20, 1, 1, '2026-11-20 23:30Z', '2026-11-20 23:31Z', 1, 0, 0, 100, 1, 2000000, 2000000, 2000000),"
                            + " ('2026-11-20 23:00Z', 20, 3, 1, '2026-11-20 23:30Z', '2026-11-20 23:31Z', 1, 0, 0, 100, 1, 4500000, 4500000, 4500000)");
            h.execute("INSERT INTO identity.call VALUES ('2026-11-20', 17, 'session-17', 'conversation-1'),"
                    + " ('2026-11-21', 17, 'session-17', NULL), ('2026-11-20', 18, 'session-18', NULL)");
            h.execute("INSERT INTO identity.participant VALUES ('2026-11-20', 17, 'agent', 'agent-7', ''),"
                    + " ('2026-11-20', 17, 'customer', '+442079460000', '')");
            h.execute(
                    "INSERT INTO raw.channel (url, channel_id, proto) VALUES ('udp://225.100.100.7:1234', '417', 'jsonapi')");
            h.execute("INSERT INTO identity.device VALUES ('2026-11-20', 5, 'box-1'), ('2026-11-21', 6, 'box-1')");
            h.execute("INSERT INTO kpi.stb_media_hour VALUES"
                    + " ('2026-11-20 13:00Z', 5, 1, 1, 1200, 1, 29981, 14, 1, 50112, 0, 0, 2, 1, 4183564),"
                    + " ('2026-11-21 13:00Z', 6, 1, 1, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL),"
                    + " ('2026-11-20 13:00Z', 9, 1, 1, 600, 1, NULL, NULL, NULL, 10, 0, NULL, 0, 0, NULL)");
            h.execute("INSERT INTO kpi.stb_network_hour VALUES"
                    + " ('2026-11-20 13:00Z', 5, 'eth0', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
                    + " ('2026-11-20 14:00Z', 5, 'eth0', 2, 1000, 100, 1, 5, 10, 500, 50, 0, 8000, 80000)");
        });
    }

    @Test
    void a_single_sample_gives_its_own_values() {
        ReportPage page = REPORTS.page(
                "call-quality", given("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"), new Sight(false, null));
        Map<String, @Nullable Object> audio = page.items().get(0);
        Map<String, @Nullable Object> network = page.items().get(1);
        assertEquals(Instant.parse("2026-11-20T10:00:00Z"), audio.get("bucket"));
        assertEquals(1L, audio.get("calls"));
        assertEquals(1L, audio.get("samples"));
        assertAll(audio, "mos", 4.31);
        assertAll(audio, "jitterMs", 4.0);
        assertAll(audio, "rttMs", 38.0);
        assertEquals(1.0 / 249, audio.get("lossRatioMean"));
        assertEquals(audio.get("lossRatioMin"), audio.get("lossRatioP95"));
        assertEquals(0.0, audio.get("badCallRatio"));
        assertEquals("network", network.get("media"));
        assertAll(network, "sendKbps", 1710.0);
        assertAll(network, "receiveKbps", 1830.0);
        assertAll(network, "rttMs", 37.0);
        assertNull(network.get("mosMean"));
        assertNull(network.get("packets"));
    }

    @Test
    void ungrouped_dimensions_are_no_columns() {
        Map<String, List<String>> given = given("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z");
        given.put("groupBy", List.of("none"));
        given.put("media", List.of("audio"));
        ReportPage page = REPORTS.page("call-quality", given, new Sight(false, null));
        assertEquals(1, page.items().size());
        assertEquals("audio", page.items().get(0).get("media"));
        assertFalse(page.items().get(0).containsKey("location"));
    }

    @Test
    void calls_come_worst_first() {
        List<Map<String, @Nullable Object>> rows = REPORTS.page(
                        "calls", given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"), new Sight(true, null))
                .items();
        assertEquals(
                List.of("~14.20261120", "~12.20261120", "~11.20261120", "~13.20261120"),
                rows.stream().map(r -> r.get("ref")).toList());
        Map<String, @Nullable Object> call = rows.get(2);
        assertEquals("session-17", call.get("sessionId"));
        assertEquals("conversation-1", call.get("conversationId"));
        assertEquals("agent-7", call.get("agent"));
        assertEquals(120.0, call.get("durationS"));
        assertEquals(2L, call.get("legs"));
        assertEquals(3.5, call.get("mosMean"));
        assertEquals(4.0 / 200, call.get("lossRatioMean"));
        assertEquals(0.25, call.get("badSampleRatio"));
        assertEquals("***", rows.get(0).get("sessionId"));
        assertNull(rows.get(1).get("agent"));
    }

    @Test
    void every_use_of_a_report_is_planned_for_its_own_period() {
        DATABASE.useTransaction(h -> {
            // The transaction is the outer one, so that all uses share a connection and its prepared statement.
            for (int use = 0; use < 15; use++) {
                REPORTS.page(
                        "call-quality", given("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"), new Sight(false, null));
            }
            assertEquals(
                    0L,
                    h.createQuery("SELECT coalesce(sum(generic_plans), 0) FROM pg_prepared_statements"
                                    + " WHERE statement LIKE '%kpi.quality_hour%'")
                            .mapTo(Long.class)
                            .one());
            assertTrue(h.createQuery("SELECT coalesce(sum(custom_plans), 0) FROM pg_prepared_statements"
                                    + " WHERE statement LIKE '%kpi.quality_hour%'")
                            .mapTo(Long.class)
                            .one()
                    > 5);
        });
    }

    @Test
    void calls_are_sorted_and_paged_as_asked() {
        Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z");
        given.put("sort", List.of("-startedAt"));
        given.put("limit", List.of("3"));
        ReportPage first = REPORTS.page("calls", given, new Sight(true, null));
        assertEquals(
                List.of("~11.20261120", "~14.20261120", "~13.20261120"),
                first.items().stream().map(r -> r.get("ref")).toList());
        given.put("cursor", List.of(String.valueOf(first.next())));
        ReportPage second = REPORTS.page("calls", given, new Sight(true, null));
        assertEquals("~12.20261120", second.items().get(0).get("ref"));
        assertNull(second.next());
    }

    @Test
    void the_data_set_of_the_settings_applies_until_one_is_named() {
        Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z");
        DATABASE.useTransaction(h -> {
            ReportSettingsResource.checked(Map.of("dataset", "ui")).write(h);
            assertEquals("ui", ReportSettings.read(h).dataset());
        });
        List<Map<String, @Nullable Object>> rows =
                REPORTS.page("calls", given, new Sight(true, null)).items();
        assertEquals(List.of(4.5), rows.stream().map(r -> r.get("mosMean")).toList());
        given.put("dataset", List.of("ms"));
        assertEquals(
                4, REPORTS.page("calls", given, new Sight(true, null)).items().size());
        DATABASE.useTransaction(h -> new ReportSettings("ms").write(h));
    }

    @Test
    void settings_that_are_not_valid_are_refused_with_their_pointers() {
        ProblemException refused = assertThrows(
                ProblemException.class, () -> ReportSettingsResource.checked(Map.of("dataset", "x", "a/b", 1)));
        assertEquals(
                List.of("/a~1b", "/dataset"),
                refused.faults().stream().map(ProblemException.Fault::pointer).toList());
    }

    @Test
    void persons_are_masked_for_those_who_may_not_see_them() {
        Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z");
        for (Map<String, @Nullable Object> row :
                REPORTS.page("calls", given, new Sight(false, null)).items()) {
            assertEquals("***", row.get("sessionId"));
            assertFalse(row.toString().contains("agent-7") || row.toString().contains("+44"), "a person is named");
            assertNotNull(row.get("ref"));
        }
        assertEquals(
                "***",
                REPORTS.page("stb-media", given, new Sight(false, null))
                        .items()
                        .get(0)
                        .get("device"));
        given.put("device", List.of("box-1"));
        assertEquals(
                ProblemType.FORBIDDEN,
                assertThrows(ProblemException.class, () -> REPORTS.page("stb-media", given, new Sight(false, null)))
                        .type());
        assertEquals(
                2,
                REPORTS.page("stb-media", given, new Sight(true, null)).items().size());
    }

    @Test
    void every_report_answers_without_the_right_to_read_identities() {
        Reports asServer = new Reports(
                new Database(new JdbcTransactions(TEST_DATABASE.dataSource("tmc_server"))),
                new Catalogue(),
                new ReportConfig(ZoneId.of("UTC"), "g107-codec", 20, Duration.ofMinutes(1)));
        for (Report report : REPORTS.catalogue()) {
            for (String granularity : List.of("hour", "day")) {
                Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z");
                given.put("granularity", List.of(granularity));
                assertNotNull(asServer.page(report.id(), given, new Sight(false, null)));
                assertNotNull(asServer.page(report.id(), given, new Sight(true, null)));
            }
        }
    }

    @Test
    void a_report_that_takes_too_long_is_given_up() {
        Reports hurried = new Reports(
                DATABASE, new Catalogue(), new ReportConfig(ZoneId.of("UTC"), "g107-codec", 20, Duration.ofMillis(1)));
        ProblemException problem = assertThrows(
                ProblemException.class,
                () -> hurried.page(
                        "calls", given("2020-01-01T00:00:00Z", "2026-11-22T00:00:00Z"), new Sight(true, null)));
        assertEquals(ProblemType.UNAVAILABLE, problem.type());
    }

    @Test
    void a_client_of_some_customers_sees_calls_of_theirs_alone() {
        Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z");
        DATABASE.useTransaction(h -> h.execute("INSERT INTO identity.participant VALUES"
                + " ('2026-11-20', 18, 'customer', 'acme', ''), ('2026-11-20', 18, 'customer', 'globex', ''),"
                + " ('2026-11-20', 20, 'customer', 'acme', '') ON CONFLICT DO NOTHING"));
        assertEquals(List.of("~14.20261120"), refs(given, new Sight(true, List.of("acme"))));
        assertEquals(List.of("~14.20261120"), refs(given, new Sight(false, List.of("acme"))));
        assertEquals(List.of("~11.20261120"), refs(given, new Sight(true, List.of("+442079460000", "nobody"))));
        assertEquals(List.of("~14.20261120", "~12.20261120"), refs(given, new Sight(true, List.of("globex", "acme"))));
        assertEquals(List.of(), refs(given, new Sight(true, List.of())));
        assertEquals(List.of(), refs(given, new Sight(true, List.of("' OR true --"))));
        REPORTS.page("calls", given, new Sight(false, List.of("acme")))
                .items()
                .forEach(row -> assertEquals("***", row.get("customer")));
    }

    private static List<Object> refs(Map<String, List<String>> given, Sight sight) {
        List<Object> refs = new ArrayList<>();
        REPORTS.page("calls", given, sight).items().forEach(row -> refs.add(row.get("ref")));
        return refs;
    }

    @Test
    void reports_over_all_customers_are_refused_to_a_client_of_some() {
        Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z");
        for (Report report : REPORTS.catalogue()) {
            if (!report.id().equals("calls")) {
                ProblemException refused = assertThrows(
                        ProblemException.class,
                        () -> REPORTS.page(report.id(), given, new Sight(true, List.of("acme"))));
                assertEquals(ProblemType.FORBIDDEN, refused.type());
            }
        }
    }

    @Test
    void playback_of_a_box_is_told_by_channel() {
        Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z");
        List<Map<String, @Nullable Object>> rows =
                REPORTS.page("stb-media", given, new Sight(true, null)).items();
        assertEquals(2, rows.size());
        assertEquals("***", rows.get(0).get("device"));
        Map<String, @Nullable Object> row = rows.get(1);
        assertEquals("box-1", row.get("device"));
        assertEquals("417", row.get("channel"));
        assertEquals(1L, row.get("sessions"));
        assertEquals(1200.0, row.get("watchedS"));
        assertEquals(14.0 / 29996, row.get("videoDroppedRatio"));
        assertEquals(1.0 / 29996, row.get("videoFailedRatio"));
        assertEquals(0.0, row.get("audioDroppedRatio"));
        assertEquals(6.0, row.get("discontinuitiesPerHour"));
        assertEquals(4183.564, row.get("bitrateKbpsMean"));
        given.put("groupBy", List.of("channel"));
        assertEquals(
                2L,
                REPORTS.page("stb-media", given, new Sight(true, null))
                        .items()
                        .get(0)
                        .get("sessions"));
    }

    @Test
    void days_of_another_zone_hold_a_box_once_though_its_key_changes() {
        Map<String, List<String>> given = given("2026-11-20", "2026-11-22");
        given.put("granularity", List.of("day"));
        given.put("zone", List.of("Pacific/Auckland"));
        List<Map<String, @Nullable Object>> rows =
                REPORTS.page("stb-media", given, new Sight(true, null)).items();
        assertEquals(
                List.of("***", "box-1"), rows.stream().map(r -> r.get("device")).toList());
    }

    @Test
    void a_first_network_report_gives_a_row_without_differences() {
        List<Map<String, @Nullable Object>> rows = REPORTS.page(
                        "stb-network", given("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"), new Sight(true, null))
                .items();
        assertEquals(1L, rows.get(0).get("reports"));
        assertNull(rows.get(0).get("receivedBytes"));
        assertNull(rows.get(0).get("utilisation"));
        assertEquals(new BigDecimal(1000), rows.get(1).get("receivedBytes"));
        assertEquals(0.01, rows.get(1).get("receivedErrorRatio"));
        assertEquals(0.05, rows.get(1).get("receivedDiscardRatio"));
        assertEquals(0.0, rows.get(1).get("sentErrorRatio"));
        assertEquals(0.1, rows.get(1).get("utilisation"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from | | from must be 1 to 1000 characters",
                "from | yesterday | from must be an ISO-8601 instant",
                "from | 2026-11-20T10:30:00Z | from must be the start of an hour",
                "from | 2026-11-22T10:00:00Z | from must lie before to",
                "from | 2000-01-01T00:00:00Z | within 3660 days",
                "granularity | week | granularity must be one of hour, day",
                "granularity | day | from must be the start of a day in UTC",
                "dataset | all | dataset must be one of ms, ui",
                "groupBy | weather | groupBy must be any of location",
                "groupBy | media,media | each once",
                "media | text | media must be one of",
                "zone | Mars | zone must be an IANA time zone",
                "zone | +02:00 | zone must be an IANA time zone",
                "zone | Asia/Kolkata | whole hours away from UTC",
                "limit | 0 | limit must be a whole number from 1 to 1000",
                "limit | 1001 | limit must be a whole number from 1 to 1000",
                "limit | ten | limit must be a whole number from 1 to 1000",
                "cursor | nonsense | cursor must be taken from the reply",
                "cursor | AAAAAGkcAAAAAAAAAAAAAA | cursor must be taken from the reply",
                "sort | mosMean | unknown query parameter; report call-quality takes from, to",
            })
    void a_bad_parameter_is_refused(String name, @Nullable String value, String detail) {
        Map<String, List<String>> given = given("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z");
        given.put(name, List.of(value == null ? "" : value));
        ProblemException refused =
                assertThrows(ProblemException.class, () -> REPORTS.page("call-quality", given, new Sight(true, null)));
        assertEquals(ProblemType.BAD_PARAMETER, refused.type());
        assertTrue(String.valueOf(refused.getMessage()).contains(detail), refused.getMessage());
    }

    @Test
    void a_missing_repeated_or_foreign_parameter_and_an_unknown_report_are_refused() {
        assertRefused("call-quality", Map.of("to", List.of("2026-11-20")), "from is missing");
        assertRefused(
                "call-quality",
                Map.of("from", List.of("2026-11-20", "2026-11-21"), "to", List.of("2026-11-22")),
                "from must be given once");
        assertRefused("weather", Map.of(), "there is no report of that name");
    }

    @Test
    void cells_that_a_spreadsheet_would_run_are_defused_and_numbers_are_not() {
        for (String run : List.of("=1+1", "+44", "-x", "@SUM(A1)", "\tx", "\rx", "\nx", "\uff1d1")) {
            assertEquals("'" + run, CsvPage.cell(run));
        }
        assertEquals("-1.5", CsvPage.cell(-1.5));
        assertEquals("1000", CsvPage.cell(new BigDecimal("1E+3")));
        assertEquals("", CsvPage.cell(null));
        assertEquals("mediaserver/agent", CsvPage.cell("mediaserver/agent"));
    }

    @Test
    void csv_has_the_names_of_json_in_its_header_line() {
        Map<String, List<String>> given = given("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z");
        ReportPage page = REPORTS.page("calls", given, new Sight(true, null));
        String[] lines = CsvPage.print(page).split("\r\n");
        assertEquals(String.join(",", new LinkedHashMap<>(page.items().get(0)).keySet()), lines[0]);
        assertEquals(5, lines.length);
        assertTrue(lines[3].contains(",agent-7,'+442079460000,"), lines[3]);
    }

    private static void assertRefused(String report, Map<String, List<String>> given, String detail) {
        assertEquals(
                detail,
                assertThrows(ProblemException.class, () -> REPORTS.page(report, given, new Sight(true, null)))
                        .getMessage());
    }

    private static void assertAll(Map<String, @Nullable Object> row, String name, double value) {
        for (String suffix : List.of("Mean", "Min", "Max", "P05", "P50", "P95", "P99")) {
            assertEquals(value, row.get(name + suffix), name + suffix);
        }
    }

    private static byte[] one(long value) {
        return new Histogram().add(HistogramBuckets.of(value), 1).toBytes();
    }

    private static Map<String, List<String>> given(String from, String to) {
        Map<String, List<String>> given = new HashMap<>();
        given.put("from", List.of(from));
        given.put("to", List.of(to));
        return given;
    }
}
