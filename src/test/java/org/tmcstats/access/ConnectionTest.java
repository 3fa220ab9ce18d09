package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tmcstats.testing.TestSettings;

class ConnectionTest {
    private static final String PROXY = "10.0.0.1";
    private static final String FOREIGN = "203.0.113.9";

    /** A request of the container's, as far as it is looked at; a line end parts several headers of a name. */
    private static Connection from(String peer, boolean secure, Map<String, String> headers) {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                ConnectionTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "isSecure" -> secure;
                    case "getHeader" ->
                        lines(headers, arguments[0]).stream().findFirst().orElse(null);
                    case "getHeaders" -> Collections.enumeration(lines(headers, arguments[0]));
                    case "getRequestURL" -> new StringBuffer("http://stats.example/api/v1/session");
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new Connection(request, TestSettings.with("tmc.trusted-proxies", PROXY));
    }

    private static List<String> lines(Map<String, String> headers, Object name) {
        String all = headers.get((String) name);
        return all == null ? List.of() : all.lines().toList();
    }

    @Test
    void what_a_caller_claims_in_a_line_of_its_own_does_not_count_before_a_proxys() {
        Map<String, String> headers = Map.of(
                "X-Forwarded-For", "192.0.2.66\n198.51.100.4",
                "X-Forwarded-Proto", "https\nhttp",
                "X-Forwarded-Host", "evil.example\nstats.example",
                "Origin", "http://stats.example");
        assertEquals("198.51.100.4", from(PROXY, false, headers).address());
        assertFalse(from(PROXY, false, headers).isSecure());
        assertTrue(from(PROXY, false, headers).isSameOrigin());
        assertFalse(
                from(PROXY, false, Map.of("X-Forwarded-Proto", "https, http")).isSecure());
    }

    @Test
    void tls_at_a_trusted_proxy_counts_and_a_claim_of_it_does_not() {
        Map<String, String> forwarded = Map.of("X-Forwarded-Proto", "https", "X-Forwarded-For", "198.51.100.4");
        assertTrue(from(PROXY, false, forwarded).isSecure());
        assertFalse(from(FOREIGN, false, forwarded).isSecure());
        assertTrue(from(FOREIGN, true, Map.of()).isSecure());
        assertEquals("198.51.100.4", from(PROXY, false, forwarded).address());
        assertEquals(FOREIGN, from(FOREIGN, false, forwarded).address());
    }

    @Test
    void a_page_of_this_server_is_known_by_its_origin() {
        assertTrue(from(FOREIGN, false, Map.of("Host", "stats.example:8080", "Origin", "http://stats.example:8080"))
                .isSameOrigin());
        assertTrue(from(FOREIGN, true, Map.of("Host", "Stats.example", "Origin", "https://stats.example"))
                .isSameOrigin());
        assertFalse(from(FOREIGN, true, Map.of("Host", "stats.example", "Origin", "http://stats.example"))
                .isSameOrigin());
        assertFalse(from(FOREIGN, false, Map.of("Host", "stats.example", "Origin", "http://stats.example.evil"))
                .isSameOrigin());
        assertFalse(from(FOREIGN, false, Map.of("Host", "stats.example")).isSameOrigin());
        assertFalse(from(FOREIGN, false, Map.of("Host", "stats.example")).isCrossSite());
    }

    @Test
    void behind_a_trusted_proxy_the_name_that_it_forwards_counts() {
        Map<String, String> headers = Map.of(
                "Host", "inside:8080",
                "X-Forwarded-Host", "stats.example",
                "X-Forwarded-Proto", "https",
                "Origin", "https://stats.example");
        assertTrue(from(PROXY, false, headers).isSameOrigin());
        assertFalse(from(FOREIGN, false, headers).isSameOrigin());
    }
}
