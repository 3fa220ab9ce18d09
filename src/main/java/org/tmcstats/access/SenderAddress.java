package org.tmcstats.access;

import java.util.Arrays;
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

    /**
     * The sender's address.
     *
     * @param peer address of the connection
     * @param forwardedFor the header, null when not sent
     */
    public String of(String peer, @Nullable String forwardedFor) {
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
