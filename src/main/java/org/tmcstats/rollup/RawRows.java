package org.tmcstats.rollup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which raw rows a computation takes, as an SQL condition. It is put into statements as text, for a table made from a
 * query takes no parameters; it is built from numbers and instants only.
 *
 * @param condition on the columns at and batch
 * @param first earliest time of the rows
 * @param last latest time of the rows
 */
record RawRows(String condition, Instant first, Instant last) {
    private static final int MOST_RUNS = 16;

    /** A row of raw.batch. */
    record Batch(long batch, Instant firstAt, Instant lastAt, long records) {}

    /**
     * Rows of these batches.
     *
     * @param batches at least one, by number
     */
    static RawRows of(List<Batch> batches) {
        Instant first =
                batches.stream().map(Batch::firstAt).min(Instant::compareTo).orElseThrow();
        Instant last =
                batches.stream().map(Batch::lastAt).max(Instant::compareTo).orElseThrow();
        String at = "at BETWEEN '%s' AND '%s'".formatted(first, last);
        List<String> runs = new ArrayList<>();
        long from = batches.get(0).batch();
        long to = from;
        for (Batch next : batches.subList(1, batches.size())) {
            if (next.batch() != to + 1) {
                runs.add("batch BETWEEN " + from + " AND " + to);
                from = next.batch();
            }
            to = next.batch();
        }
        runs.add("batch BETWEEN " + from + " AND " + to);
        if (runs.size() <= MOST_RUNS) {
            return new RawRows(at + " AND (" + String.join(" OR ", runs) + ")", first, last);
        }
        // + 0: as a condition on the index each number would be a search of its own.
        String numbers =
                batches.stream().map(b -> Long.toString(b.batch())).collect(Collectors.joining(",", "'{", "}'"));
        String range = "batch BETWEEN " + batches.get(0).batch() + " AND " + to;
        return new RawRows(at + " AND " + range + " AND batch + 0 = ANY (" + numbers + "::bigint[])", first, last);
    }

    /** Rows of these hours that were taken before. */
    static RawRows taken(RebuildRange range) {
        return new RawRows(
                range.within("at") + " AND batch NOT IN (SELECT batch FROM raw.batch)",
                range.from(),
                range.to().minusNanos(1000));
    }
}
