package org.tmcstats.spool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.tmcstats.raw.Spooled;

/** Elements that wait in the spool, by feed. */
final class WaitingCounts {
    private final Map<String, LongAdder> elements = new ConcurrentHashMap<>();
    private final Map<Integer, Long> starts = new ConcurrentHashMap<>();

    /** Remembers where a log ended when it was opened: what lies before was not counted as it was appended. */
    void opened(int partition, long end) {
        starts.put(partition, end);
    }

    long startOf(int partition) {
        return starts.getOrDefault(partition, 0L);
    }

    void add(Spooled record) {
        elements.computeIfAbsent(record.message().feed(), f -> new LongAdder()).add(record.elements());
    }

    void remove(Spooled record) {
        elements.computeIfAbsent(record.message().feed(), f -> new LongAdder()).add(-record.elements());
    }

    long of(String feed) {
        LongAdder count = elements.get(feed);
        return count == null ? 0 : Math.max(0, count.sum());
    }
}
