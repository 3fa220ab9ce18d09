package org.tmcstats.rollup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.tmcstats.quality.Histogram;
import org.tmcstats.store.CopyRows;
import org.tmcstats.store.Database;

/** Call quality by source and stream: sums and histograms, of an hour from measurements, of a day from its hours. */
final class QualityRollup {
    private static final List<String> HISTOGRAMS = List.of("mos", "loss", "jitter", "rtt", "send", "receive");
    private static final int FETCH = 500;

    private QualityRollup() {}

    /** Adds what rollup_leg and rollup_histogram hold to the hours. */
    static void addToHours(Handle handle) {
        Statements.run(handle, "quality-delta");
        Statements.run(handle, "quality-take");
        store(handle, "kpi.quality_hour", "hour");
    }

    /** Computes a local day from its hours. */
    static void computeDay(Handle handle, Map<String, String> day) {
        Statements.run(handle, "quality-of-day", day);
        store(handle, "kpi.quality_day", "day");
    }

    private static void store(Handle handle, String table, String bucket) {
        Statements.run(handle, "quality-sum");
        normalise(handle);
        Statements.run(handle, "quality-store", Map.of("table", table, "bucket", bucket));
    }

    /** Histograms of several parts become one each. SQL would need a row a bucket for that. */
    private static void normalise(Handle handle) {
        String columns = "id, " + String.join("_histogram, ", HISTOGRAMS) + "_histogram";
        handle.execute("CREATE TEMPORARY TABLE rollup_merged ON COMMIT DROP AS SELECT " + columns
                + " FROM rollup_quality LIMIT 0");
        CopyRows merged = new CopyRows();
        try (Query query = handle.createQuery("SELECT " + columns + " FROM rollup_quality WHERE parts > 1")) {
            query.setFetchSize(FETCH)
                    .map((rs, context) -> {
                        List<byte @Nullable []> row = new ArrayList<>();
                        for (int i = 0; i < HISTOGRAMS.size(); i++) {
                            row.add(rs.getBytes(i + 2));
                        }
                        return new Parts(rs.getLong(1), row);
                    })
                    .forEach(parts -> parts.mergeInto(merged));
        }
        Database.copy(handle, "rollup_merged", merged);
    }

    private record Parts(long id, List<byte @Nullable []> histograms) {
        void mergeInto(CopyRows rows) {
            rows.row(1 + histograms.size()).int8(id);
            for (byte[] histogram : histograms) {
                rows.bytes(
                        histogram == null
                                ? null
                                : new Histogram().add(histogram).toBytes());
            }
        }
    }
}
