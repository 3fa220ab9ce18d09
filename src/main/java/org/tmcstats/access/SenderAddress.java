package org.tmcstats.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;

/**
 * Who sent a request: the nearest address that is not a trusted proxy's. What stands behind it in X-Forwarded-For anybody
 * could have written.
 *
 * @param trustedProxies addresses whose X-Forwarded-For is believed
 */
public record SenderAddress(Set<String> trustedProxies) {
    private static final int LONGEST = 64;

    /** By the setting {@code tmc.trusted-proxies}. */
    public static SenderAddress from(Settings settings) {
        return new SenderAddress(
                Arrays.stream(settings.text("tmc.trusted-proxies").split(","))
                        .map(String::trim)
                        .filter(a -> !a.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Address of who sent a request. Each proxy may have added a line of its own: they count as one (RFC 9110, 5.3). */
    public String of(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        return trustedProxies.contains(peer)
                ? of(peer, String.join(",", Collections.list(request.getHeaders("X-Forwarded-For"))))
                : peer;
    }

    /**
     * What the nearest trusted proxy says in a header; null when none is there, or it says nothing. What stands in front of the
     * last value came to it from outside.
     */
    @Nullable
    String forwarded(HttpServletRequest request, String header) {
        List<String> lines = trustedProxies.contains(request.getRemoteAddr())
                ? Collections.list(request.getHeaders(header))
                : List.of();
        if (lines.isEmpty()) {
            return null;
        }
        String line = lines.get(lines.size() - 1);
        return line.substring(line.lastIndexOf(',') + 1).strip();
    }

    /**
     * The sender's address.
     *
     * @param peer address of the connection
     * @param forwardedFor the header, null when not sent
     */
    String of(String peer, @Nullable String forwardedFor) {
        String sender = peer;
        if (forwardedFor != null) {
            String[] hops = forwardedFor.split(",");
            for (int i = hops.length - 1; i >= 0 && trustedProxies.contains(sender); i--) {
                String hop = hops[i].trim();
                if (hop.isEmpty() || hop.length() > LONGEST) {
                    break;
                }
                sender = hop;
            }
        }
        return sender;
    }
}
