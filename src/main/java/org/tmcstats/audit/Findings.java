package org.tmcstats.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What verification found.
 *
 * @param valid nothing is wrong
 * @param entries how many were read
 * @param firstSeq place of the first entry that is kept, 0 when there is none
 * @param lastSeq place of the last
 * @param anchors signed statements that were held against the chain
 * @param anchoredSeq place up to which entries are anchored outside of themselves
 * @param faults where something is wrong, in the order of the chain; at most 1000
 */
public record Findings(
        boolean valid, long entries, long firstSeq, long lastSeq, long anchors, long anchoredSeq, List<Fault> faults) {

    /**
     * Entries in a row with the same fault.
     *
     * @param fault altered: not what was signed; removed: missing within the chain, or at its end; inserted: at a place that
     *     is taken or dropped; misplaced: in the segment of another day, with which it would be dropped; foreign: in a
     *     partition that this system did not make (places 0 when that is empty); replaced: signed by this system, and not
     *     the entry that stood there; anchor-forged: a statement with a wrong signature; anchor-removed: the database lacks a
     *     statement that the file has
     * @param fromSeq first place
     * @param toSeq last place
     * @param after time of the entry in front; null at the start of the chain
     * @param until time of the last of them, or of the entry behind those removed; null at the end of the chain
     */
    public record Fault(
            String fault,
            long fromSeq,
            long toSeq,
            @Nullable Instant after,
            @Nullable Instant until) {}
}
