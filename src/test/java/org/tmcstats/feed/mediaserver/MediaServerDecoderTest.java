package org.tmcstats.feed.mediaserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tmcstats.feed.Mutations.utf8;
import static org.tmcstats.raw.Measurement.MISSING;
import static org.tmcstats.raw.Measurement.MISSING_LONG;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tmcstats.feed.AcceptedTimes;
import org.tmcstats.feed.Mutations;
import org.tmcstats.quality.MosFormula;
import org.tmcstats.quality.QualityLimits;
import org.tmcstats.raw.CallEvent;
import org.tmcstats.raw.CallReport;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.Measurement;
import org.tmcstats.raw.RawMessage;
import tools.jackson.databind.node.ObjectNode;

class MediaServerDecoderTest {
    private static final long TS = 1607574550624147L;
    private static final Instant RECEIVED = Instant.parse("2020-12-10T04:29:11Z");
    private static final byte[] STATS = Mutations.sample("mediaserver-stats.json");
    private static final byte[] EVENTS = Mutations.sample("mediaserver-events.json");

    private final MediaServerDecoder decoder = new MediaServerDecoder(
            new AcceptedTimes(Duration.ofDays(90)), QualityLimits.DEFAULT, MosFormula.G107_CODEC, 1);
    private final Mutations mutations = new Mutations(decoder, RECEIVED);

    @Test
    void the_sample_of_statistics_is_read_whole() {
        CallReport report = read(STATS);
        assertEquals(TS, report.atMicros());
        assertEquals("5f0c2b1e-7a64-4c1d-9d0a-2f8be1a7c9d4", report.sessionId());
        assertEquals("48211", report.conversationId());
        assertEquals("ms", report.dataset());
        assertEquals("mediaserver/agent", report.location());
        assertEquals("x", report.server());
        assertEquals("203.0.113.10:40562", report.localAddress());
        assertEquals("198.51.100.27:51577", report.remoteAddress());
        assertNull(report.unknown());
        assertEquals(
                List.of(
                        new Measurement(
                                1,
                                249,
                                1,
                                4_310_000,
                                MISSING,
                                4_016_064,
                                4000,
                                38_000,
                                MISSING_LONG,
                                MISSING_LONG,
                                39_840,
                                MISSING_LONG,
                                MISSING,
                                MISSING,
                                MISSING,
                                MISSING,
                                MISSING,
                                false),
                        new Measurement(
                                2,
                                247,
                                3,
                                MISSING,
                                report.measurements().get(1).mosEstimatedMicro(),
                                12_000_000,
                                6000,
                                38_000,
                                MISSING_LONG,
                                MISSING_LONG,
                                39_520,
                                MISSING_LONG,
                                MISSING,
                                MISSING,
                                MISSING,
                                MISSING,
                                MISSING,
                                false),
                        new Measurement(
                                3,
                                206,
                                4,
                                4_020_000,
                                MISSING,
                                19_417_476,
                                9000,
                                39_000,
                                MISSING_LONG,
                                MISSING_LONG,
                                215_037,
                                MISSING_LONG,
                                149,
                                0,
                                1,
                                2,
                                MISSING,
                                false),
                        new Measurement(
                                4,
                                212,
                                5,
                                MISSING,
                                MISSING,
                                23_041_475,
                                11_000,
                                39_000,
                                MISSING_LONG,
                                MISSING_LONG,
                                228_593,
                                MISSING_LONG,
                                MISSING,
                                0,
                                0,
                                3,
                                MISSING,
                                false),
                        new Measurement(
                                5, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, 37_000, 1_710_000, 1_830_000,
                                254_877, 268_113, MISSING, MISSING, MISSING, MISSING, MISSING, false)),
                report.measurements());
        assertEquals(
                MosFormula.G107_CODEC.rFactor(0.012, 6, 38).mos().micro(),
                report.measurements().get(1).mosEstimatedMicro());
    }

    @Test
    void the_sample_of_events_is_read_whole() {
        CallReport report = read(EVENTS);
        assertEquals(11, report.events().size());
        assertEquals(
                new CallEvent(TS, "session-state", "start", null, null),
                report.events().get(0));
        CallEvent agent = report.events().get(1);
        assertEquals(TS + 1200, agent.atMicros());
        assertEquals("agent", agent.detail());
        assertEquals(new CallEvent.Participant("agent", "agent-7731", "agent-leg"), agent.participant());
        assertTrue(String.valueOf(agent.body()).contains("agent-7731"));
        assertEquals(
                List.of(
                        "start",
                        "agent",
                        "customer",
                        "offer",
                        "checking",
                        "answer",
                        "audio",
                        "connected",
                        "activated",
                        "ice",
                        "stop"),
                report.events().stream().map(CallEvent::detail).toList());
        assertTrue(String.valueOf(report.events().get(3).body()).contains("m=audio 51577"));
        assertEquals("", report.location());
        assertEquals("ms", report.dataset());
        assertNull(report.unknown());
    }

    @Test
    void ts_offsets_can_be_milliseconds() {
        MediaServerDecoder millis = new MediaServerDecoder(
                new AcceptedTimes(Duration.ofDays(90)), QualityLimits.DEFAULT, MosFormula.G107_CODEC, 1000);
        String body = message("\"events\":[{\"type\":\"track\",\"tsOffset\":2.5}]");
        CallReport report = (CallReport) millis.decode(new RawMessage("media-server/x", "", RECEIVED, utf8(body)))
                .records()
                .get(0);
        assertEquals(TS + 2500, report.events().get(0).atMicros());
    }

    @Test
    void location_chooses_the_data_set() {
        String ui = new String(STATS, StandardCharsets.UTF_8).replace("mediaserver/agent", "ui/agent");
        assertEquals("ui", read(utf8(ui)).dataset());
    }

    @Test
    void loss_is_negative_when_duplicates_arrived_and_never_beyond_one() {
        assertEquals(-20_000_000, loss("local", "\"packetsSent\":100,\"packetsLost\":-2"));
        assertEquals(1_000_000_000, loss("local", "\"packetsSent\":10,\"packetsLost\":20"));
        assertEquals(-1_000_000_000, loss("remote", "\"packetsReceived\":100,\"packetsLost\":-99"));
        assertEquals(500_000_000, loss("remote", "\"packetsReceived\":10,\"packetsLost\":10"));
    }

    @Test
    void the_fraction_is_used_where_counts_are_missing() {
        assertEquals(4_000_000, loss("local", "\"packetsLostFraction\":0.4,\"packetsSent\":100"));
        assertEquals(4_000_000, loss("local", "\"packetsLostFraction\":0.4,\"packetsSent\":0,\"packetsLost\":0"));
        assertEquals(MISSING, loss("local", "\"packetsSent\":0,\"packetsLost\":0"));
    }

    @Test
    void mos_0_is_no_measurement_and_an_impossible_one_is_rejected() {
        CallReport report = read(utf8(audio("local", "\"mos\":0,\"jitter\":1")));
        assertEquals(MISSING, report.measurements().get(0).mosMicro());
        assertEquals("/stats/stats/audio/local/mos is not from 1 to 5", reason(audio("local", "\"mos\":0.5")));
        assertEquals("/stats/stats/audio/local/mos is out of range", reason(audio("local", "\"mos\":5.01")));
    }

    @Test
    void a_part_without_a_measured_value_gives_no_row() {
        assertEquals(
                List.of(),
                read(utf8(audio("local", "\"mos\":null,\"jitter\":null"))).measurements());
    }

    @Test
    void limits_make_samples_bad() {
        assertTrue(
                read(utf8(audio("local", "\"rtt\":301"))).measurements().get(0).bad());
    }

    @Test
    void faults_name_the_place_and_never_the_value() {
        assertEquals(
                "/stats/stats/audio/local/jitter is not a number", reason(audio("local", "\"jitter\":\"secret\"")));
        assertEquals(
                "/stats/stats/audio/local/jitter is negative, or out of range",
                reason(audio("local", "\"jitter\":-1")));
        assertEquals("/stats/stats/audio/local/rtt is there twice", reason(audio("local", "\"rtt\":1,\"rtt\":1")));
        assertEquals(
                "/… is there twice",
                reason(audio("local", "\"\\u0000\":1,\"\\u0000\":1")),
                "a text column holds no zero");
        String longName = "\"" + "n".repeat(300) + "\":1";
        assertEquals("/… is there twice", reason(audio("local", longName + "," + longName)));
        assertTrue(
                reason(audio("local", "\"a\":[" + "{},".repeat(100_000) + "{}]"))
                        .contains("too many values"),
                "a tree of many small values would fill the heap");
        assertEquals(
                "/stats/ts is outside the accepted times",
                reason(message("\"stats\":{}").replace("1607", "1507")));
        assertEquals("/stats holds neither stats nor events", reason(message("\"stats\":null")));
        assertEquals(
                "/stats/tagValues has another length than tagKeys",
                reason(message("\"stats\":{},\"tagKeys\":[\"SessionId\"],\"tagValues\":[]")));
        assertEquals("/stats/events/1/type is missing", reason(message("\"events\":[{\"type\":\"a\"},{}]")));
    }

    @Test
    void unknown_fields_and_tags_are_kept_as_nested() {
        String body = message("\"tagKeys\":[\"a\",\"SessionId\",\"b\"],\"tagValues\":[1,\"s\",null],"
                + "\"stats\":{\"audio\":{\"local\":{\"rtt\":1,\"codec\":{\"name\":\"opus\"}}},\"data\":[1.50]}");
        CallReport report = read(utf8(body));
        assertEquals(
                "{\"stats\":{\"stats\":{\"audio\":{\"local\":{\"codec\":{\"name\":\"opus\"}}},\"data\":[1.50]},"
                        + "\"tagKeys\":[\"a\",\"b\"],\"tagValues\":[1,null]}}",
                report.unknown());
        assertEquals("s", report.sessionId());
    }

    @Test
    void unknown_halves_of_surrogate_pairs_are_kept_escaped() {
        CallReport report = read(utf8(message("\"stats\":{},\"x\":\"\\ud83d\"")));
        assertEquals("{\"stats\":{\"x\":\"\\uD83D\"}}", report.unknown());
    }

    @Test
    void each_message_of_a_list_stands_alone() {
        String good = new String(STATS, StandardCharsets.UTF_8).strip();
        String bad = "{\"a\":{\"b\":1,\"b\":2}}";
        Decoded decoded = mutations.decode(utf8("[" + good + "," + bad + ", nonsense," + good + "]"));
        assertEquals(2, decoded.records().size());
        assertEquals(
                List.of(1, 2),
                decoded.rejected().stream().map(Decoded.Rejected::index).toList());
        assertEquals(bad, new String(decoded.rejected().get(0).body(), StandardCharsets.UTF_8));
    }

    @Test
    void nothing_is_lost_whatever_field_is_wrong() {
        for (byte[] sample : List.of(STATS, EVENTS)) {
            mutations.everyField(Mutations.JSON.readTree(sample));
            mutations.unknownFieldsEverywhere(Mutations.JSON.readTree(sample));
            mutations.truncatedAtEveryByte(sample, false);
            mutations.everyByteReplaced(sample);
        }
    }

    @Test
    void every_known_field_of_a_wrong_type_is_rejected_with_its_pointer() {
        ObjectNode sample = (ObjectNode) Mutations.JSON.readTree(STATS);
        for (String side : List.of("audio/local", "audio/remote", "video/local", "video/remote", "network")) {
            String pointer = "/stats/stats/" + side;
            for (String field : List.copyOf(((ObjectNode) sample.at(pointer)).propertyNames())) {
                ObjectNode copy = sample.deepCopy();
                ((ObjectNode) copy.at(pointer)).put(field, true);
                String reason = reason(copy.toString());
                assertTrue(reason.startsWith(pointer + "/" + field + " is not a "), reason);
            }
        }
    }

    @Test
    void what_is_not_json_is_rejected_whole() {
        mutations.notAcceptedAtAll("");
        mutations.notAcceptedAtAll("   ");
        mutations.notAcceptedAtAll("[]");
        mutations.notAcceptedAtAll("[[[[");
        mutations.notAcceptedAtAll("5");
        mutations.notAcceptedAtAll("{\"stats\":{}} {}");
        mutations.notAcceptedAtAll("[".repeat(200_000));
        mutations.notAcceptedAtAll("{\"a\":".repeat(100_000));
        mutations.notAcceptedAtAll("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}");
        mutations.assertNothing(new byte[] {'"', (byte) 0xC3, '"'});
        byte[] overlong =
                new String(STATS, StandardCharsets.UTF_8).replace("48211", "??").getBytes(StandardCharsets.UTF_8);
        int at = new String(overlong, StandardCharsets.UTF_8).indexOf("??");
        overlong[at] = (byte) 0xC0;
        overlong[at + 1] = (byte) 0xAF;
        mutations.assertNothing(overlong);
        assertEquals(
                "not valid JSON: not UTF-8",
                mutations.decode(overlong).rejected().get(0).reason());
    }

    private int loss(String side, String fields) {
        return read(utf8(audio(side, fields))).measurements().get(0).lossPpb();
    }

    private static String audio(String side, String fields) {
        return message("\"stats\":{\"audio\":{\"" + side + "\":{" + fields + "}}}");
    }

    private static String message(String fields) {
        return "{\"stats\":{" + fields + ",\"ts\":" + TS + "},\"statsType\":\"webrtc\"}";
    }

    private String reason(String body) {
        Decoded decoded = mutations.decode(utf8(body));
        assertEquals(1, decoded.rejected().size(), () -> decoded.records().toString());
        return decoded.rejected().get(0).reason();
    }

    private CallReport read(byte[] body) {
        Decoded decoded = mutations.decode(body);
        assertEquals(
                1, decoded.records().size(), () -> decoded.rejected().get(0).reason());
        return (CallReport) decoded.records().get(0);
    }
}
