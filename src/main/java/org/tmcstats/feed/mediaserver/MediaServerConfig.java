package org.tmcstats.feed.mediaserver;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.tmcstats.config.Settings;

/**
 * Settings under {@code tmc.media-server.} that all servers share.
 *
 * @param ping time between pings; a connection that is silent for two of them after a ping is taken as dead
 * @param maxMessageBytes longest message; a longer one closes the connection
 * @param tsOffsetMicros µs in one unit of an event's tsOffset
 */
record MediaServerConfig(Duration ping, int maxMessageBytes, int tsOffsetMicros) {
    /** Tyrus takes no longer frame unless told so for the whole server. */
    private static final int LONGEST_FRAME = 4 << 20;

    private static final String PREFIX = "tmc.media-server.";
    private static final String URL = ".url";

    static MediaServerConfig from(Settings settings) {
        return new MediaServerConfig(
                settings.duration("tmc.media-server.ping", Duration.ofSeconds(1), Duration.ofHours(1)),
                (int) settings.number("tmc.media-server.max-message-bytes", 1024, LONGEST_FRAME),
                switch (settings.text("tmc.media-server.ts-offset-unit").trim()) {
                    case "micros" -> 1;
                    case "millis" -> 1000;
                    default ->
                        throw new IllegalArgumentException(
                                "setting tmc.media-server.ts-offset-unit must be micros or millis");
                });
    }

    /** The servers that the settings name, by name. */
    static Map<String, MediaServer> servers(Settings settings) {
        Map<String, MediaServer> servers = new TreeMap<>();
        for (String name : settings.named(PREFIX, URL)) {
            String url = settings.text(PREFIX + name + URL).trim();
            if (!MediaServer.isName(name) || !MediaServer.isUrl(url)) {
                throw new IllegalArgumentException("setting " + PREFIX + name + URL
                        + " needs a name of lower-case letters, digits and hyphens, and a ws:// or wss:// address");
            }
            servers.put(
                    name,
                    new MediaServer(
                            name,
                            url,
                            true,
                            Map.of(),
                            settings.text(PREFIX + name + ".trust").trim()));
        }
        return servers;
    }
}
