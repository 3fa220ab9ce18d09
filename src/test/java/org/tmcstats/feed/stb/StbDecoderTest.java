package org.tmcstats.feed.stb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.tmcstats.feed.Mutations.utf8;
import static org.tmcstats.raw.Measurement.MISSING_LONG;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tmcstats.feed.AcceptedTimes;
import org.tmcstats.feed.Mutations;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.raw.RawRecord;
import org.tmcstats.raw.StbMedia;
import org.tmcstats.raw.StbNetwork;
import org.tmcstats.raw.StbUnknown;

class StbDecoderTest {
    private static final byte[] SAMPLE = Mutations.sample("stb-report.json");
    private static final Instant RECEIVED = Instant.ofEpochSecond(1509629400);
    private static final long SECOND = 1_000_000;

    private final StbDecoder decoder = new StbDecoder(new AcceptedTimes(Duration.ofDays(90)));
    private final Mutations mutations = new Mutations(decoder, RECEIVED);

    @Test
    void the_sample_is_read_whole_trailing_commas_included() {
        List<RawRecord> records = mutations.decode(SAMPLE).records();
        assertEquals(
                List.of(
                        new StbMedia(
                                1509629380 * SECOND,
                                1509629380 * SECOND,
                                1509628180 * SECOND,
                                1509629380 * SECOND,
                                false,
                                "box-1",
                                "udp://225.100.100.7:1234",
                                "417",
                                "jsonapi",
                                4_183_564,
                                2,
                                29_981,
                                14,
                                1,
                                50_112,
                                0,
                                0,
                                null),
                        new StbNetwork(
                                1509629381 * SECOND,
                                1509629381 * SECOND,
                                false,
                                "box-1",
                                "eth0",
                                100,
                                "full",
                                "192.0.2.44",
                                "255.255.255.0",
                                "192.0.2.1",
                                778_852_400,
                                908_433,
                                0,
                                31,
                                114_356,
                                74_131_849,
                                541_623,
                                0,
                                null)),
                records);
    }

    @Test
    void an_unset_clock_is_shifted_to_the_time_of_receipt() {
        StbMedia report = media("{\"type\":\"media\",\"timestamp\":1000,\"begin\":400,\"end\":990}");
        assertEquals(micros(RECEIVED) - 10 * SECOND, report.atMicros());
        assertEquals(1000 * SECOND, report.reportedMicros());
        assertEquals(true, report.clockCorrected());
        assertEquals(micros(RECEIVED) - 600 * SECOND, report.beginMicros());
        assertEquals(micros(RECEIVED) - 10 * SECOND, report.endMicros());
        StbNetwork network = (StbNetwork) read("{\"type\":\"network\",\"timestamp\":4294967295}");
        assertEquals(micros(RECEIVED), network.atMicros());
        assertEquals(4294967295L * SECOND, network.reportedMicros());
    }

    @Test
    void a_session_belongs_to_its_end() {
        assertEquals(
                1509629000 * SECOND,
                media("{\"type\":\"media\",\"timestamp\":1509629380,\"end\":1509629000}")
                        .atMicros());
    }

    @Test
    void a_begin_before_the_clock_was_set_is_kept_aside() {
        StbMedia report = media("{\"type\":\"media\",\"timestamp\":1509629380,\"begin\":12,\"end\":1509629380}");
        assertEquals(MISSING_LONG, report.beginMicros());
        assertEquals("{\"begin\":12}", report.unknown());
        assertEquals(
                "{\"begin\":1509629381}",
                media("{\"type\":\"media\",\"timestamp\":1509629380,\"begin\":1509629381,\"end\":1509629380}")
                        .unknown());
    }

    @Test
    void the_two_mandatory_fields_are_enough_and_needed() {
        assertEquals(
                MISSING_LONG,
                media("{\"type\":\"media\",\"timestamp\":1509629380}").videoDropped());
        assertEquals("/timestamp is missing", reason("{\"type\":\"media\"}"));
        assertEquals("/type is missing", reason("{\"timestamp\":1509629380}"));
        assertEquals("/timestamp is not a number", reason("{\"type\":\"media\",\"timestamp\":\"1509629380\"}"));
        assertEquals(
                "/video/frames_failed is negative, or out of range",
                reason("{\"type\":\"media\",\"timestamp\":1509629380,\"video\":{\"frames_failed\":-3}}"));
    }

    @Test
    void an_unknown_type_is_kept_aside_as_sent() {
        String report = "{\"type\":\"remote\",\"timestamp\":1509629380,\"keys\":[1,2.50,{}]}";
        assertEquals(new StbUnknown(1509629380 * SECOND, 1509629380 * SECOND, "box-1", "remote", report), read(report));
    }

    @Test
    void unknown_fields_are_kept_as_nested() {
        assertEquals(
                "{\"stat\":{\"collisions\":3},\"mtu\":1500}",
                ((StbNetwork) read("{\"type\":\"network\",\"timestamp\":1509629380,"
                                + "\"stat\":{\"collisions\":3,\"sent_bytes\":4},\"mtu\":1500}"))
                        .unknown());
    }

    @Test
    void a_device_without_a_name_is_its_address_and_the_one_it_reports() {
        RawMessage message = new RawMessage("stb", StbOrigin.ofAddress("198.51.100.7"), RECEIVED, SAMPLE);
        List<RawRecord> records = decoder.decode(message).records();
        assertEquals("198.51.100.7/192.0.2.44", ((StbMedia) records.get(0)).device());
        assertEquals("198.51.100.7/192.0.2.44", ((StbNetwork) records.get(1)).device());
        byte[] alone = utf8("{\"type\":\"media\",\"timestamp\":1509629380}");
        assertEquals(
                "198.51.100.7",
                ((StbMedia) decoder.decode(new RawMessage("stb", "@198.51.100.7", RECEIVED, alone))
                                .records()
                                .get(0))
                        .device());
    }

    @Test
    void nothing_is_lost_whatever_field_is_wrong() {
        mutations.everyField(Mutations.JSON.readTree(SAMPLE));
        mutations.unknownFieldsEverywhere(Mutations.JSON.readTree(SAMPLE));
        mutations.truncatedAtEveryByte(SAMPLE, true);
        mutations.everyByteReplaced(SAMPLE);
    }

    @Test
    void a_report_beside_a_broken_one_is_read() {
        Decoded decoded = mutations.decode(
                utf8("[{\"type\":\"media\",\"timestamp\":}, 7, {\"type\":\"media\",\"timestamp\":1509629380},]"));
        assertEquals(1, decoded.records().size());
        assertEquals(
                List.of(0, 1),
                decoded.rejected().stream().map(Decoded.Rejected::index).toList());
        assertEquals("the element is not an object", decoded.rejected().get(1).reason());
    }

    @Test
    void a_query_may_be_long_and_an_address_may_not() {
        String url = "http://tv.example/1?token=" + "a".repeat(2000);
        assertEquals(
                url,
                media("{\"type\":\"media\",\"timestamp\":1509629380,\"url\":\"" + url + "\"}")
                        .url());
        assertEquals(
                "/url is longer than 400 characters before its query",
                reason("{\"type\":\"media\",\"timestamp\":1509629380,\"url\":\"" + "a".repeat(401) + "\"}"));
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * SECOND;
    }

    private String reason(String body) {
        return mutations.decode(utf8(body)).rejected().get(0).reason();
    }

    private StbMedia media(String body) {
        return (StbMedia) read(body);
    }

    private RawRecord read(String body) {
        Decoded decoded = mutations.decode(utf8(body));
        assertEquals(List.of(), decoded.rejected());
        return decoded.records().get(0);
    }
}
