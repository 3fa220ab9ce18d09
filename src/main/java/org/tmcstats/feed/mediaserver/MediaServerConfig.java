package org.tmcstats.feed.mediaserver;

import java.time.Duration;
import org.tmcstats.config.Settings;

/**
 * Settings under {@code tmc.media-server.} that all servers share.
 *
 * @param ping time between pings; a connection that is silent for two of them after a ping is taken as dead
 * @param maxMessageBytes longest message; a longer one closes the connection
 * @param tsOffsetMicros µs in one unit of an event's tsOffset
 */
record MediaServerConfig(Duration ping, int maxMessageBytes, int tsOffsetMicros) {
    static MediaServerConfig from(Settings settings) {
        return new MediaServerConfig(
                settings.duration("tmc.media-server.ping", Duration.ofSeconds(1), Duration.ofHours(1)),
                (int) settings.number("tmc.media-server.max-message-bytes", 1024, 16 << 20),
                switch (settings.text("tmc.media-server.ts-offset-unit").trim()) {
                    case "micros" -> 1;
                    case "millis" -> 1000;
                    default ->
                        throw new IllegalArgumentException(
                                "setting tmc.media-server.ts-offset-unit must be micros or millis");
                });
    }
}
