package org.tmcstats.feed;

import java.time.Instant;
import java.util.List;

/** A room that records come in by; a CDI bean, found by its type. */
public interface Feed {
    /**
     * A feed's state.
     *
     * @param name such as {@code stb} or {@code media-server/main}; as in {@code RawMessage.feed}
     * @param kind such as {@code stb} or {@code media-server}
     * @param since when the state began
     */
    record Status(String name, String kind, FeedState state, Instant since) {}

    /** The states of all feeds of this kind. */
    List<Status> status();
}
