package org.tmcstats.feed.mediaserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemException.Fault;

/**
 * A media server as the interface shows and takes it.
 *
 * @param name from the path; in a body it may be left out
 * @param url WebSocket address, ws or wss
 * @param enabled whether to be connected, true when left out
 * @param headers of the handshake, masked when shown
 * @param trust PEM or PKCS#12 file, or PEM text; null for the certificates that the Java runtime trusts
 */
public record MediaServerBody(
        @Nullable String name,
        @Nullable String url,
        @Nullable Boolean enabled,
        @Nullable Map<String, @Nullable String> headers,
        @Nullable String trust) {
    private static final String MASK = "***";
    /** RFC 9110 5.1 and 5.5: a token, and a value without control characters. */
    private static final String HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}";

    private static final String HEADER_VALUE = "[\\x20-\\x7e\\x80-\\xff]{0,8000}";

    static MediaServerBody of(MediaServer server) {
        Map<String, @Nullable String> masked = new TreeMap<>();
        server.headers().keySet().forEach(k -> masked.put(k, MASK));
        return new MediaServerBody(
                server.name(),
                server.url(),
                server.enabled(),
                masked,
                server.trust().isEmpty() ? null : server.trust());
    }

    /**
     * The server that this body asks for.
     *
     * @param before the server of that name until now, whose header values a mask stands for
     * @throws ProblemException bad-request with the faults
     */
    MediaServer toServer(String path, Optional<MediaServer> before) {
        List<Fault> faults = new ArrayList<>();
        if (!MediaServer.isName(path)) {
            faults.add(new Fault("/name", "must be 1 to 63 lower-case letters, digits or hyphens, no hyphen first"));
        } else if (name != null && !name.equals(path)) {
            faults.add(new Fault("/name", "is not the one in the path"));
        }
        String wantedUrl = url == null ? "" : url;
        if (!MediaServer.isUrl(wantedUrl)) {
            faults.add(new Fault("/url", "must be a ws:// or wss:// address with a host"));
        }
        Map<String, String> stored = before.filter(server -> server.url().equals(wantedUrl))
                .map(MediaServer::headers)
                .orElse(Map.of());
        Map<String, String> wanted = new TreeMap<>();
        if (headers != null) {
            headers.forEach((header, value) -> {
                String its = MASK.equals(value) ? stored.get(header) : value;
                if (!header.matches(HEADER_NAME) || its == null || !its.matches(HEADER_VALUE)) {
                    faults.add(
                            new Fault(
                                    "/headers/" + header.replace("~", "~0").replace("/", "~1"),
                                    "must be a header's name with a text value; *** stands for a stored one while the url is the same"));
                } else {
                    wanted.put(header, its);
                }
            });
        }
        if (!faults.isEmpty()) {
            throw ProblemException.ofFaults("The media server cannot be set as asked", faults);
        }
        return new MediaServer(path, wantedUrl, enabled == null || enabled, wanted, trust == null ? "" : trust);
    }
}
