package org.tmcstats.rollup;

import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Calls by hour, leg and stream, and from these how many distinct calls there are in each hour and local day, for every
 * grouping that reports offer. A call counts once however many batches its samples come in: what is merged is the
 * difference between how its legs were counted before and how they count now.
 */
final class CallRollup {
    /** A local day lies within this of any of its instants. */
    private static final Duration DAY = Duration.ofDays(2);

    private CallRollup() {}

    /**
     * Adds what rollup_leg holds.
     *
     * @param rebuild hours that rollup_leg replaces; null when it adds to them
     */
    static void add(Handle handle, Basis basis, RawRows rows, @Nullable RebuildRange rebuild) {
        String gone = rebuild == null ? "false" : rebuild.within("hour");
        String also = rebuild == null
                ? ""
                : "UNION ALL SELECT hour, call_key FROM kpi.call_leg_hour WHERE " + rebuild.within("hour");
        Statements.run(handle, "call-touched", Map.of("zone", basis.zone(), "also", also));
        handle.execute("ANALYZE rollup_touched_call");
        Statements.run(
                handle,
                "call-legs",
                Map.of(
                        "zone",
                        basis.zone(),
                        "gone",
                        gone,
                        "first",
                        rows.first().minus(DAY).toString(),
                        "last",
                        rows.last().plus(DAY).toString()));
        handle.execute("ANALYZE rollup_call_leg");
        if (rebuild != null) {
            handle.execute("DELETE FROM kpi.call_leg_hour WHERE " + rebuild.within("hour"));
            handle.execute("DELETE FROM kpi.call_count_hour WHERE " + rebuild.within("hour"));
        }
        countHours(handle, basis, rebuild == null ? "true" : "gone");
        countDays(handle, basis);
        Statements.run(handle, "leg-store");
    }

    /** Counts all calls anew, for another basis. */
    static void recount(Handle handle, Basis basis, boolean hours) {
        Statements.run(handle, "call-legs-all");
        if (hours) {
            handle.execute(
                    "DELETE FROM kpi.call_count_hour" + " WHERE hour >= (SELECT min(hour) FROM kpi.call_leg_hour)");
            countHours(handle, basis, "true");
        }
        handle.execute("DELETE FROM kpi.call_count_day_change");
        countDays(handle, basis);
    }

    private static void countHours(Handle handle, Basis basis, String where) {
        count(handle, basis, "hour", "old_samples > 0 AND NOT gone", where);
        Statements.run(handle, "call-count-hour");
        Statements.drop(handle, "rollup_count");
    }

    private static void countDays(Handle handle, Basis basis) {
        count(handle, basis, basis.day("hour"), "old_samples > 0", "true");
        handle.execute("INSERT INTO kpi.call_count_day_change"
                + " (day, dataset, \"grouping\", location, media, direction, server, calls, bad_calls)"
                + " SELECT * FROM rollup_count");
        Statements.drop(handle, "rollup_count");
    }

    private static void count(Handle handle, Basis basis, String bucket, String old, String where) {
        Statements.run(
                handle,
                "call-counts",
                Map.of(
                        "bucket",
                        bucket,
                        "old",
                        old,
                        "where",
                        where,
                        "percent",
                        Integer.toString(basis.badCallPercent())));
    }
}
