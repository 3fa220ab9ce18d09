package org.tmcstats.privacy.register;

import org.tmcstats.rest.Paging;

/** Positions in lists that are ordered by id. */
final class Ids {
    private Ids() {}

    /** The id that a cursor holds. */
    static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Paging.badCursor();
        }
    }
}
