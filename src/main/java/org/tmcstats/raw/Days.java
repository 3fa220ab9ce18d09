package org.tmcstats.raw;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tmcstats.store.Database;

/** Partitions of the days that records fall into, made before they are needed and in a transaction of their own. */
final class Days {
    /** Days after today that have partitions. */
    static final int AHEAD = 3;

    private final Database database;
    private final Set<Long> ensured = ConcurrentHashMap.newKeySet();

    Days(Database database) {
        this.database = database;
    }

    /** Days since 1970-01-01, UTC; the days after today too, so that midnight is no event. */
    void ensure(Collection<Long> days) {
        long today = Math.floorDiv(System.currentTimeMillis(), 86_400_000L);
        for (long ahead = today; ahead <= today + AHEAD; ahead++) {
            ensure(ahead);
        }
        days.forEach(this::ensure);
    }

    void forget() {
        ensured.clear();
    }

    private void ensure(long day) {
        if (!ensured.contains(day)) {
            database.inSeparateTransaction(h -> h.createQuery("SELECT ops.ensure_day(:day)")
                    .bind("day", LocalDate.ofEpochDay(day))
                    .mapTo(Integer.class)
                    .one());
            ensured.add(day);
        }
    }
}
