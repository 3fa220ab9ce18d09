package org.tmcstats.feed.mediaserver;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * A media server to connect to.
 *
 * @param name lower-case letters, digits, hyphens
 * @param url WebSocket address, ws or wss
 * @param enabled whether to be connected
 * @param headers of the handshake; can hold secrets
 * @param trust certificates trusted for wss: PEM or PKCS#12 file, or PEM text; empty for those of the Java runtime
 */
record MediaServer(String name, String url, boolean enabled, Map<String, String> headers, String trust) {
    MediaServer {
        headers = Map.copyOf(headers);
    }

    /** Name of its feed. */
    String feed() {
        return MediaServerDecoder.KIND + "/" + name;
    }

    static boolean isName(String name) {
        return name.matches("[a-z0-9][a-z0-9-]{0,62}");
    }

    static boolean isUrl(String url) {
        try {
            URI uri = new URI(url);
            return ("ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
