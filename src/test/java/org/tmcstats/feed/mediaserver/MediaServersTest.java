package org.tmcstats.feed.mediaserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;
import org.tmcstats.testing.TestDatabase;

class MediaServersTest {
    private final MediaServerStore store =
            new MediaServerStore(TestDatabase.create().database());

    @Test
    void servers_are_stored_changed_and_forgotten() {
        MediaServer main = new MediaServer("main", "ws://a/b", true, Map.of("X-Key", "s\"\u00e9"), "");
        assertTrue(store.put(main));
        assertFalse(store.put(main));
        MediaServer changed = new MediaServer("main", "wss://c:1/d", false, Map.of(), "/pem");
        assertFalse(store.put(changed));
        assertEquals(List.of(changed), store.all());
        assertTrue(store.delete("main"));
        assertFalse(store.delete("main"));
        assertTrue(store.put(main));
        assertEquals(List.of(main), store.all());
    }

    @Test
    void header_values_are_masked_and_a_mask_keeps_the_stored_one() {
        MediaServer before = new MediaServer("main", "ws://a/", true, Map.of("X-Key", "secret"), "");
        assertEquals(Map.of("X-Key", "***"), MediaServerBody.of(before).headers());
        MediaServer after =
                body("ws://a/", Map.of("X-Key", "***", "X-Other", "v")).toServer("main", Optional.of(before));
        assertEquals(Map.of("X-Key", "secret", "X-Other", "v"), after.headers());
        assertTrue(after.enabled());
    }

    @Test
    void a_stored_secret_does_not_follow_to_another_address() {
        MediaServer before = new MediaServer("main", "ws://a/", true, Map.of("X-Key", "secret"), "");
        ProblemException problem = assertThrows(
                ProblemException.class,
                () -> body("ws://b/", Map.of("X-Key", "***")).toServer("main", Optional.of(before)));
        assertEquals(
                List.of("/headers/X-Key"),
                problem.faults().stream().map(Fault::pointer).toList());
    }

    @Test
    void faults_of_a_body_are_told_together_by_pointer() {
        ProblemException problem = assertThrows(
                ProblemException.class,
                () -> body("http://a", Map.of("X-Key", "***", "a/b", "v", "X-Line", "a\r\nb"))
                        .toServer("Main", Optional.empty()));
        assertEquals(
                List.of("/headers/X-Key", "/headers/X-Line", "/headers/a~1b", "/name", "/url"),
                problem.faults().stream().map(Fault::pointer).sorted().toList());
    }

    @Test
    void only_web_socket_addresses_with_a_host_are_addresses() {
        assertTrue(MediaServer.isUrl("wss://media.example:8443/stats?x=1"));
        for (String url : List.of("", "http://a/", "ws:///x", "ws://a b/", "ws://a/#f", "file:/etc/passwd")) {
            assertFalse(MediaServer.isUrl(url), url);
        }
    }

    @Test
    void text_that_is_no_certificate_is_not_trusted() {
        assertThrows(
                GeneralSecurityException.class,
                () -> Trust.context("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"));
    }

    private static MediaServerBody body(String url, Map<String, String> headers) {
        return new MediaServerBody(null, url, null, Map.copyOf(headers), null);
    }
}
