package org.tmcstats.rollup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Takes batches of raw records into the hourly aggregates, or computes hours anew. The caller's transaction is all. */
final class HourlyRollup {
    private final RollupConfig config;

    HourlyRollup(RollupConfig config) {
        this.config = config;
    }

    /**
     * Takes these batches, as far as nobody has taken them, and merges their records.
     *
     * @return records taken
     */
    long take(Handle handle, List<Long> numbers) {
        Statements.begin(handle, config);
        List<RawRows.Batch> batches = handle.createQuery("SELECT batch, first_at, last_at, records FROM raw.batch"
                        + " WHERE batch = ANY (:numbers) ORDER BY batch FOR UPDATE SKIP LOCKED")
                .bindArray("numbers", Long.class, numbers)
                .map((rs, context) -> new RawRows.Batch(
                        rs.getLong(1),
                        context.findColumnMapperFor(Instant.class).orElseThrow().map(rs, 2, context),
                        context.findColumnMapperFor(Instant.class).orElseThrow().map(rs, 3, context),
                        rs.getLong(4)))
                .list();
        if (batches.isEmpty()) {
            return 0;
        }
        handle.createUpdate("DELETE FROM raw.batch WHERE batch = ANY (:numbers)")
                .bindArray(
                        "numbers",
                        Long.class,
                        batches.stream().map(RawRows.Batch::batch).toList())
                .execute();
        merge(handle, RawRows.of(batches), null);
        return batches.stream().mapToLong(RawRows.Batch::records).sum();
    }

    /** Computes the hours of the range anew from the raw rows that were taken before. */
    void rebuild(Handle handle, RebuildRange range) {
        Statements.begin(handle, config);
        // A purge that drops partitions waits for this transaction, or this one sees that they are gone.
        handle.execute("LOCK TABLE raw.measurement, raw.stb_media, raw.stb_network IN ACCESS SHARE MODE");
        range.refuseGone(handle);
        merge(handle, RawRows.taken(range), range);
        handle.execute("INSERT INTO kpi.changed_hour SELECT generate_series(TIMESTAMPTZ '" + range.from()
                + "', TIMESTAMPTZ '" + range.to().minusSeconds(1) + "', INTERVAL '1 hour') ON CONFLICT DO NOTHING");
    }

    private void merge(Handle handle, RawRows rows, @Nullable RebuildRange rebuild) {
        Basis basis = Basis.stored(handle, config);
        int legs = Statements.run(handle, "leg-delta", Map.of("rows", rows.condition()));
        if (rebuild != null) {
            handle.execute("DELETE FROM kpi.quality_hour WHERE " + rebuild.within("hour"));
        }
        if (legs > 0 || rebuild != null) {
            handle.execute("ANALYZE rollup_leg (hour, call_key, source_key, stream)");
            CallRollup.add(handle, basis, rows, rebuild);
            Statements.run(handle, "histogram-delta", Map.of("rows", rows.condition()));
            QualityRollup.addToHours(handle);
            handle.execute(
                    "INSERT INTO kpi.changed_hour SELECT DISTINCT bucket FROM rollup_quality ON CONFLICT DO NOTHING");
        }
        StbRollup.addMedia(handle, rows, rebuild);
        StbRollup.addNetwork(handle, rows, rebuild);
    }
}
