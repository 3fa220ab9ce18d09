package org.tmcstats.raw;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;

/** Identity rows that are known to be stored, so that an address which every message repeats is not written each time. */
final class Seen {
    private static final long CACHED = 200_000;

    private final Cache<Object, Boolean> rows =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    boolean contains(Object row) {
        return rows.getIfPresent(row) != null;
    }

    /** Only after the commit: a row of a transaction that rolled back is not stored. */
    void committed(Collection<?> stored) {
        stored.forEach(row -> rows.put(row, true));
    }

    void forget() {
        rows.invalidateAll();
    }
}
