package org.tmcstats.raw;

import java.time.Instant;

/**
 * What a source sent, unread.
 *
 * @param feed name of the feed as {@code GET /feeds} shows it, such as {@code media-server/main} or {@code stb}; the
 *     part before the slash chooses the {@link Decoder}
 * @param origin device named in the path or the sender's address; empty where the feed needs none. Personal data
 * @param receivedAt time of receipt
 * @param body bytes as received
 */
public record RawMessage(String feed, String origin, Instant receivedAt, byte[] body) {
    /** The part of the feed's name that chooses the decoder. */
    public String kind() {
        int slash = feed.indexOf('/');
        return slash < 0 ? feed : feed.substring(0, slash);
    }

    /** The part of the feed's name behind the slash, the name of the server; the whole name without one. */
    public String server() {
        return feed.substring(feed.indexOf('/') + 1);
    }
}
