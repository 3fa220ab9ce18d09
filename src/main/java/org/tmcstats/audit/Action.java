package org.tmcstats.audit;

import java.util.Locale;

/** What was done with personal data. */
public enum Action {
    /** Shown to the caller. */
    READ,
    /** Stored anew, altered or moved. */
    CHANGE,
    /** Handed out as a copy, such as an answer to an access request. */
    EXPORT,
    /** Removed on a person's request or an operator's. */
    ERASE,
    /** Made anonymous when its retention ended. */
    REDACT,
    /** Dropped when its retention ended. */
    PURGE,
    /** Kept, and no longer shown nor processed; or released from that. */
    RESTRICT;

    /** As entries hold it and the interface tells it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
