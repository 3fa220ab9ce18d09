package org.tmcstats.rollup;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Daily aggregates from the hourly ones: days with changed hours wholly, distinct calls by their changes. */
final class DailyRollup {
    private static final List<String> FROM_HOURS = List.of("quality", "stb_media", "stb_network");

    private final RollupConfig config;

    DailyRollup(RollupConfig config) {
        this.config = config;
    }

    /**
     * When the time zone or the share that makes a call bad is another than the aggregates were computed with, makes
     * all days that the hours reach back to due again, and counts their calls anew.
     */
    void settle(Handle handle) {
        Statements.begin(handle, config);
        Basis stored = Basis.stored(handle, config);
        Basis configured = Basis.configured(config);
        if (stored.equals(configured)) {
            return;
        }
        for (String kind : FROM_HOURS) {
            String hours = "kpi." + kind + "_hour";
            handle.execute("DELETE FROM kpi." + kind + "_day WHERE day >= (SELECT " + configured.day("min(hour)")
                    + " FROM " + hours + ")");
            handle.execute(
                    "INSERT INTO kpi.changed_hour SELECT DISTINCT hour FROM " + hours + " ON CONFLICT DO NOTHING");
        }
        handle.execute("DELETE FROM kpi.call_count_day WHERE day >= (SELECT " + configured.day("min(hour)")
                + " FROM kpi.call_leg_hour)");
        CallRollup.recount(handle, configured, stored.badCallPercent() != configured.badCallPercent());
        configured.store(handle);
    }

    /** Days that have changed since they were computed. */
    List<LocalDate> due(Handle handle) {
        return handle.createQuery("SELECT DISTINCT "
                        + Basis.stored(handle, config).day("hour")
                        + " AS day FROM kpi.changed_hour UNION SELECT day FROM kpi.call_count_day_change ORDER BY day")
                .mapTo(LocalDate.class)
                .list();
    }

    /**
     * Computes a day.
     *
     * @return changed hours that were taken
     */
    int compute(Handle handle, LocalDate day) {
        Statements.begin(handle, config);
        Basis basis = Basis.stored(handle, config);
        // A local day can lie in a month that no record's UTC day has needed yet.
        handle.createQuery(
                        "SELECT ops.ensure_day(CAST(:day AS date)) WHERE to_regclass('kpi.quality_day_' || to_char(CAST(:day AS date), 'YYYYMM'))"
                                + " IS NULL")
                .bind("day", day)
                .mapTo(Integer.class)
                .list();
        Map<String, String> texts = Map.of("day", day.toString(), "zone", basis.zone());
        int hours = handle.execute("DELETE FROM kpi.changed_hour WHERE " + basis.day("hour") + " = DATE '" + day + "'");
        if (hours > 0) {
            for (String kind : FROM_HOURS) {
                handle.execute("DELETE FROM kpi." + kind + "_day WHERE day = DATE '" + day + "'");
            }
            QualityRollup.computeDay(handle, texts);
            Statements.run(handle, "stb-media-day", texts);
            Statements.run(handle, "stb-network-day", texts);
        }
        Statements.run(handle, "call-count-day", texts);
        handle.execute("DELETE FROM kpi.call_count_day WHERE day = DATE '" + day + "' AND calls = 0");
        return hours;
    }
}
