package org.tmcstats.audit;

import java.time.Instant;
import java.util.Arrays;
import org.tmcstats.keys.Keys;

/** An entry as it is stored. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Link(long seq, Instant at, Note note, byte[] before, byte[] signature, byte[] hash) {
    /** Whether signature and hash are those of these values. */
    boolean isIntact(Keys keys) {
        try {
            return Arrays.equals(signature, note.signature(keys, seq, at, before))
                    && Arrays.equals(hash, note.hash(seq, at, signature, before));
        } catch (ArithmeticException e) {
            return false; // a time out of range, such as infinity
        }
    }
}
