package org.tmcstats.privacy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request must not lie in clear: sealed while the request is open, gone when it is closed.
 *
 * @param identities whom it is about, as filed
 * @param corrections of a rectification
 * @param note what the person said
 */
record Clear(
        List<Named> identities,
        List<Correction> corrections,
        @Nullable String note) {
    Clear {
        identities = List.copyOf(identities);
        corrections = List.copyOf(corrections);
    }

    /** An identifier as filed. */
    record Named(String kind, String value) {}

    /** What is wrong, and what is right (Art. 16). */
    record Correction(String kind, String from, String to) {}
}
