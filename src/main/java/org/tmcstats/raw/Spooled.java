package org.tmcstats.raw;

import org.jspecify.annotations.Nullable;

/**
 * A message as it lies in the spool.
 *
 * @param message what the source sent
 * @param elements number of its elements as far as the feed knew, at least 1
 * @param refusal why it goes to quarantine unread; null when it is to be decoded
 */
public record Spooled(
        RawMessage message, int elements, @Nullable String refusal) {
    /** Refusal of a record that was blanked in the spool: nothing of it is stored again. */
    public static final String ERASED = "erased";

    /** Whether it was blanked. */
    public boolean isErased() {
        return ERASED.equals(refusal);
    }
}
