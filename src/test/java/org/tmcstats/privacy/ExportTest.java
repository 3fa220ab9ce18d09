package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.retention.KeptDays;
import org.tmcstats.testing.TestSettings;
import tools.jackson.databind.JsonNode;

/** What an export hands out of a real database. */
@NullUnmarked
class ExportTest {
    private static final String DAY = PrivacyRoom.DAY.toString();
    private static final String CUSTOMER = "+15557310942";

    private PrivacyRoom room;

    @BeforeEach
    void fill(@TempDir Path folder) {
        room = new PrivacyRoom(folder);
        room.call(1, "agent-1", CUSTOMER);
        room.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'main'),"
                + " ('ms', 'mediaserver/customer', 'main'), ('ui', 'ui/customer', 'main')");
        room.execute("INSERT INTO raw.channel (url, channel_id, proto) VALUES"
                + " ('=udp://225.100.100.1:1234', '417', 'json,api')");
    }

    private void box(int reports) {
        room.execute("INSERT INTO identity.device VALUES ('" + DAY + "', 7, 'box-0003')");
        room.execute("INSERT INTO raw.stb_media (at, reported_at, batch, device_key, channel_key, clock_corrected)"
                + " SELECT '" + DAY + " 09:00Z'::timestamptz + n * interval '1 s', '" + DAY + " 09:00Z', 1, 7, 1, false"
                + " FROM generate_series(1, " + reports + ") n");
        room.execute("INSERT INTO kpi.stb_media_hour (hour, device_key, channel_key, sessions, watched_n, bitrate_n)"
                + " VALUES ('" + DAY + " 09:00Z', 7, 1, 1, 0, 0)");
    }

    private void measurement(long call) {
        room.execute("INSERT INTO raw.measurement (at, batch, call_key, source_key, stream, bad, loss_ppb)"
                + " SELECT '" + DAY + " 09:00Z', 1, " + call + ", source_key, 2, false, 1500 FROM raw.source"
                + " WHERE location = 'mediaserver/customer'");
    }

    private void address(String location, String local, String remote) {
        room.execute("INSERT INTO identity.address (day, call_key, source_key, local_address, remote_address) SELECT '"
                + DAY + "', 1, source_key, '" + local + "', '" + remote + "' FROM raw.source WHERE location = '"
                + location + "'");
    }

    private Map<String, String> exported(String type, String kind, String value) throws IOException {
        Export export = new Export(
                room.database,
                room.subjects,
                room.requests,
                room.aside,
                room.columns,
                room.keys.sealing(),
                new KeptDays(room.database, TestSettings.with()),
                room.audit,
                TestSettings.with());
        UUID id = room.approved(type, kind, value);
        export.find(id);
        List<ExportItem> items = export.items(id);
        for (int i = 0; i < items.size(); i++) {
            export.write(id, i, items.get(i));
        }
        export.end(id);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        new ExportArchive(room.database, room.keys.sealing()).writeTo(id, zip);
        Map<String, String> texts = new TreeMap<>();
        ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()));
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            texts.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static JsonNode json(Map<String, String> files, String name) {
        return RequestRows.JSON.readTree(files.get(name));
    }

    @Test
    void a_box_s_exports_name_the_channel_and_its_address() throws IOException {
        box(1);
        Map<String, String> access = exported("access", "device", "box-0003");
        for (Map<String, String> files : List.of(access, exported("portability", "device", "box-0003"))) {
            JsonNode played = json(files, "json/raw.stb_media.json").get(0);
            assertEquals("=udp://225.100.100.1:1234", played.get("url").asString());
            assertEquals("417", played.get("channel_id").asString());
            assertEquals("json,api", played.get("proto").asString());
            assertFalse(played.has("channel_key"));
            String csv = files.get("csv/raw.stb_media.csv");
            assertTrue(csv.contains(",'=udp://225.100.100.1:1234,417,\"json,api\""), csv);
        }
        assertEquals(
                "417",
                json(access, "json/kpi.stb_media_hour.json")
                        .get(0)
                        .get("channel_id")
                        .asString());
    }

    @Test
    void a_call_s_measurements_say_where_and_of_which_stream_they_are() throws IOException {
        measurement(1);
        JsonNode measured = json(exported("access", "phone", CUSTOMER), "json/raw.measurement.json")
                .get(0);
        assertEquals("mediaserver/customer", measured.get("location").asString());
        assertEquals("main", measured.get("server").asString());
        assertEquals("audio", measured.get("media").asString());
        assertEquals("remote", measured.get("direction").asString());
        assertFalse(measured.has("source_key") || measured.has("stream") || measured.has("batch"));
    }

    @Test
    void the_page_shows_the_first_rows_of_measurements_and_names_the_file_with_all() throws IOException {
        box(300);
        String page = exported("access", "device", "box-0003").get("index.html");
        assertEquals(200, page.split("udp://225.100.100.1:1234", -1).length - 1 - 1, "one more is the hour's");
        assertTrue(page.contains("300 rows, the first 200 shown. All of them are in csv/raw.stb_media.csv"));
        assertTrue(page.contains("1 row. All of them are in csv/kpi.stb_media_hour.csv"));
    }

    @Test
    void fields_of_measurements_tell_purpose_basis_retention_source_and_units() throws IOException {
        measurement(1);
        Map<String, String> files = exported("access", "phone", CUSTOMER);
        JsonNode tables = json(files, "export.json").get("tables");
        for (String table : List.of("raw.measurement", "kpi.call_leg_hour", "raw.stb_media")) {
            for (JsonNode field : tables.get(table).get("fields")) {
                for (String told : List.of("meaning", "purpose", "lawfulBasis", "source")) {
                    assertFalse(field.get(told).asString().isBlank(), table + " " + field);
                }
                assertTrue(field.get("retention").asString().contains(" days after"), table + " " + field);
            }
        }
        String page = files.get("index.html");
        assertTrue(page.contains("Loss ratio of the interval, in parts per billion"));
        assertTrue(page.contains("in millionths"));
        assertTrue(page.contains("in microseconds"));
    }

    @Test
    void the_page_claims_no_recipients_and_no_decisions_that_it_does_not_know_of() throws IOException {
        String page = exported("access", "phone", CUSTOMER).get("index.html");
        assertTrue(page.contains("<h2>Who receives these data</h2><p>(not set)</p>"));
        assertFalse(page.contains("Nobody outside"));
        assertTrue(page.contains("This system makes no automated decisions about you"));
    }

    @Test
    void the_address_of_one_s_own_leg_is_told_and_no_other() throws IOException {
        address("mediaserver/customer", "203.0.113.1:10", "192.0.2.11:1");
        address("ui/customer", "192.0.2.12:2", "203.0.113.2:20");
        address("mediaserver/agent", "203.0.113.3:30", "198.51.100.13:3");
        String rows = exported("access", "phone", CUSTOMER).get("json/identity.address.json");
        assertTrue(rows.contains("192.0.2.11:1") && rows.contains("192.0.2.12:2"), rows);
        for (String other : List.of("203.0.113.", "198.51.100.")) {
            assertFalse(rows.contains(other), rows);
        }
        assertTrue(exported("access", "agent", "agent-1")
                .get("json/identity.address.json")
                .contains("198.51.100.13:3"));
    }

    @Test
    void where_two_have_a_role_their_addresses_are_masked_and_the_page_says_why() throws IOException {
        address("mediaserver/customer", "203.0.113.1:10", "192.0.2.11:1");
        room.participant(1, "customer", "+15557310943");
        Map<String, String> files = exported("access", "phone", CUSTOMER);
        assertFalse(files.get("json/identity.address.json").contains("192.0.2.11"));
        assertTrue(files.get("index.html").contains("where several people have the same role in a call"));
    }
}
