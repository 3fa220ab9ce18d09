package org.tmcstats.rest;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param items at most {@code limit} elements
 * @param next the {@code cursor} of the next page; null when this is the last
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /** A list that is always short enough to be told whole. */
    public static <T> Page<T> whole(List<T> items) {
        return new Page<>(List.copyOf(items), null);
    }

    /**
     * A page of rows fetched with {@link Paging#fetch()}, one more than asked for.
     *
     * @param position where a row stands in the list's order, as {@link Paging#position} gives it back for the next page
     */
    public static <T> Page<T> of(List<T> rows, Paging paging, Function<T, List<String>> position) {
        int limit = paging.limit();
        if (rows.size() <= limit) {
            return whole(rows);
        }
        return new Page<>(List.copyOf(rows.subList(0, limit)), Paging.cursor(position.apply(rows.get(limit - 1))));
    }
}
