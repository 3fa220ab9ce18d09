package org.tmcstats.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
        assertTrue(VERA.findIn(text).isPresent());
        assertTrue(VERA.findIn(text.getBytes(StandardCharsets.UTF_8)).isPresent());
        assertTrue(VERA.findIn(text.getBytes(StandardCharsets.UTF_16LE)).isPresent());
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
            assertTrue(VERA.findIn(text).isPresent(), text);
        }
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
            assertEquals(Optional.empty(), VERA.findIn(text), text);
        }
    }

    @Test
    void values_are_compared_in_normal_form_and_by_the_kinds_asked_for() {
        assertTrue(VERA.find("(555) 731-0942", PersonKind.PHONE).isEmpty(), "no region is set");
        assertTrue(VERA.find("001 555 731 0942", PersonKind.PHONE).isPresent());
        assertTrue(VERA.find("+15557310942", PersonKind.CUSTOMER).isEmpty());
        assertTrue(VERA.find("198.51.100.137:40000", PersonKind.IP).isPresent());
    }
}
