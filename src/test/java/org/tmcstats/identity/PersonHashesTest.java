package org.tmcstats.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestKeys;

class PersonHashesTest {
    private static final TestKeys KEYS = TestKeys.of(TestDatabase.create().database());

    private static final PersonHashes VERA = new PersonHashes(
            KEYS.persons(),
            Stream.of(
                            person(PersonKind.PHONE, "+15557310942"),
                            person(PersonKind.AGENT, "agent-8842"),
                            person(PersonKind.SIP_URI, "sip:vera@pbx.example.org"),
                            person(PersonKind.IP, "198.51.100.137"))
                    .map(p -> PersonHashes.hash(KEYS.persons(), p))
                    .toList());

    private static Person person(PersonKind kind, String value) {
        return KEYS.persons().person(kind, value).orElseThrow();
    }

    static Stream<String> textsThatNameHer() {
        List<String> identifiers = List.of("+15557310942", "agent-8842", "vera@pbx.example.org", "198.51.100.137");
        return identifiers.stream()
                .flatMap(id -> Stream.of(
                                id,
                                id.chars()
                                        .mapToObj(c -> String.format("\\u%04x", c))
                                        .collect(Collectors.joining()),
                                URLEncoder.encode(id, StandardCharsets.UTF_8),
                                Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.UTF_8)),
                                Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(id.getBytes(StandardCharsets.UTF_8)),
                                HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8)),
                                HexFormat.of().withUpperCase().formatHex(id.getBytes(StandardCharsets.UTF_8)),
                                Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.UTF_16BE)),
                                HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_16LE)))
                        .flatMap(encoded -> Stream.of(
                                "{\"caller\":\"" + encoded + "\"}",
                                "not json, caller " + encoded + ", and more",
                                "{\"a\":[{\"b\":\"from <" + encoded + ">;tag=1\"}]}")));
    }

    @ParameterizedTest
    @MethodSource("textsThatNameHer")
    void she_is_found_in_texts_however_they_are_encoded(String text) {
        assertFalse(VERA.findIn(text).isEmpty());
        assertFalse(VERA.findIn(text.getBytes(StandardCharsets.UTF_8)).isEmpty());
        assertFalse(VERA.findIn(text.getBytes(StandardCharsets.UTF_16LE)).isEmpty());
    }

    @Test
    void she_is_found_behind_uris_ports_and_sdp() {
        for (String text : List.of(
                "tel:+1-555-731-0942",
                "\"Vera\" <sip:Vera@PBX.example.org;transport=udp>;tag=77",
                "sip:+15557310942@gw.example.org;user=phone",
                "o=- 1 2 IN IP4 198.51.100.137\r\ns=-\r\n",
                "{\"remote\":\"198.51.100.137:51577\"}",
                "{\"sdp\":\"v=0\\r\\nc=IN IP4 198.51.100.137\\r\\n\"}",
                "call from +1 (555) 731-0942 at noon")) {
            assertFalse(VERA.findIn(text).isEmpty(), text);
        }
    }

    @Test
    void she_is_found_behind_millions_of_other_words() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < 100_000; i++) {
            text.append("{\"w").append(i % 50_000).append("\":").append(i).append("},");
        }
        text.append("{\"caller\":\"agent-8842\"}]");
        assertEquals(1, VERA.findIn(text.toString()).size());
        assertEquals(
                1,
                VERA.findIn("=".repeat(1_000_000) + " agent-8842 " + "a:".repeat(500_000))
                        .size());
    }

    @Test
    void what_was_seen_within_an_encoding_is_looked_into_where_it_stands_open() {
        String once = encoded("agent-8842");
        String deep = encoded(encoded(encoded(once)));
        assertEquals(
                1,
                VERA.findIn("{\"a\":\"" + deep + "\",\"b\":\"x " + once + "\"}").size());
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void others_are_not_taken_for_her() {
        for (String text : List.of(
                "{\"caller\":\"+15557310943\"}",
                "agent-88421",
                "vera@pbx.example.com",
                "198.51.100.13",
                "198.51.100.1370",
                Base64.getEncoder().encodeToString("agent-8843".getBytes(StandardCharsets.UTF_8)),
                "")) {
            assertEquals(List.of(), VERA.findIn(text), text);
        }
    }

    @Test
    void values_are_compared_in_normal_form_and_by_the_kinds_asked_for() {
        assertTrue(VERA.find("(555) 731-0942", PersonKind.PHONE).isEmpty(), "no region is set");
        assertEquals(1, VERA.find("001 555 731 0942", PersonKind.PHONE).size());
        assertTrue(VERA.find("+15557310942", PersonKind.CUSTOMER).isEmpty());
        assertEquals(1, VERA.find("198.51.100.137:40000", PersonKind.IP).size());
    }

    private static final PersonHashes SHORT = new PersonHashes(
            KEYS.persons(),
            Stream.of(
                            person(PersonKind.AGENT, "8000"),
                            person(PersonKind.AGENT, "111"),
                            person(PersonKind.CUSTOMER, "48211"),
                            person(PersonKind.DEVICE, "101"),
                            person(PersonKind.SESSION, "opus"),
                            person(PersonKind.PHONE, "8000"),
                            person(PersonKind.SIP_URI, "opus"))
                    .map(p -> PersonHashes.hash(KEYS.persons(), p))
                    .toList());

    @Test
    void words_of_sdp_and_json_are_not_taken_for_short_ids() {
        String sdp = "v=0\\r\\no=- 48211 2 IN IP4 192.0.2.1\\r\\nm=audio 48211 RTP/AVP 8 111 101\\r\\n"
                + "a=rtpmap:8 PCMU/8000\\r\\na=rtpmap:111 opus/48000/2\\r\\na=candidate:1 1 UDP 111 192.0.2.1 48211 typ host\\r\\n";
        for (String text : List.of(
                "{\"type\":\"signal\",\"descriptor\":\"" + sdp + "\",\"port\":48211,\"rate\":8000}",
                "{\"sdp\": broken, \"descriptor\":\"" + sdp + "\"",
                "{\"address\":\"192.0.2.1:48211\"}",
                sdp.replace("\\r\\n", "\r\n"),
                Base64.getEncoder().encodeToString(sdp.getBytes(StandardCharsets.UTF_8)))) {
            assertEquals(List.of(), SHORT.findIn(text), text);
            assertEquals(List.of(), SHORT.findIn(text.getBytes(StandardCharsets.UTF_8)), text);
        }
    }

    @Test
    void a_short_id_is_found_where_it_stands_alone_however_encoded() {
        String escaped =
                "48211".chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
        PersonHashes.Hit hit =
                new PersonHashes.Hit(PersonHashes.hash(KEYS.persons(), person(PersonKind.CUSTOMER, "48211")), true);
        for (String text : List.of(
                "48211",
                "{\"externalId\":\"48211\"}",
                "{\"externalId\":\"" + escaped + "\"}",
                "{\"externalId\":\"%34%38%32%31%31\"}",
                "{\"externalId\":\"" + Base64.getEncoder().encodeToString("48211".getBytes(StandardCharsets.UTF_8))
                        + "\"}",
                "{\"externalId\":\"3438323131\"}",
                "{\"a\": not json, \"b\"\", \"externalId\":\"48211\"",
                "{\"raw\":\"{\\\"externalId\\\":\\\"48211\\\"}\"}")) {
            assertEquals(List.of(hit), SHORT.findIn(text), text);
            assertEquals(List.of(hit), SHORT.findIn(text.getBytes(StandardCharsets.UTF_8)), text);
        }
    }

    @Test
    void a_hit_says_whether_the_identifier_stands_alone_and_everybody_who_is_named_is_found() {
        assertEquals(
                List.of(new PersonHashes.Hit(
                        PersonHashes.hash(KEYS.persons(), person(PersonKind.AGENT, "agent-8842")), false)),
                VERA.findIn("{\"note\":\"asked for agent-8842\"}"));
        assertEquals(
                List.of(
                        new PersonHashes.Hit(
                                PersonHashes.hash(KEYS.persons(), person(PersonKind.AGENT, "agent-8842")), true),
                        new PersonHashes.Hit(
                                PersonHashes.hash(KEYS.persons(), person(PersonKind.PHONE, "+15557310942")), false)),
                VERA.findIn("{\"source\":\"agent-8842\",\"note\":\"called +1 555 731-0942\"}"));
    }

    @Test
    void a_reason_that_stays_for_good_may_not_hold_even_a_short_id() {
        assertTrue(SHORT.mayBeNamedIn("agent 8000 was billed twice"));
        assertFalse(SHORT.mayBeNamedIn("agent 8001 was billed twice"));
    }
}
