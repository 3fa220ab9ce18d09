package org.tmcstats.feed;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a feed is doing. */
public enum FeedState {
    CONNECTED,
    CONNECTING,
    DISABLED,
    /** Listens, and nothing came of late; or another node is connected. */
    IDLE,
    RECEIVING,
    /** The last attempt failed; it will be repeated. */
    FAILING;

    /** As the interface writes it. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
