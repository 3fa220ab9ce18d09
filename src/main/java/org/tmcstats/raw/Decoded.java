package org.tmcstats.raw;

import java.util.List;

/**
 * What a message said.
 *
 * @param elements elements of the message: 1 for a single object, the length of a list; at least 1
 * @param records what could be read
 * @param rejected what could not
 */
public record Decoded(int elements, List<RawRecord> records, List<Rejected> rejected) {
    public Decoded {
        records = List.copyOf(records);
        rejected = List.copyOf(rejected);
    }

    /**
     * An element that goes to quarantine.
     *
     * @param index position in the list, from 0; 0 for a single object
     * @param reason what was wrong, with a JSON pointer; never a value
     * @param body the element as sent (or as near as it could be cut out)
     */
    public record Rejected(int index, String reason, byte[] body) {}
}
