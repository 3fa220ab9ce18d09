package org.tmcstats.rollup;

import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * What the stored aggregates were computed with, as kpi.setting says. Counts that are merged must all follow the same
 * rule: a changed setting takes effect when daily-kpi has counted everything anew, see {@link DailyRollup#settle}.
 *
 * @param zone time zone of the day tables
 * @param badCallPercent share of bad samples from which a call is bad, %
 */
record Basis(String zone, int badCallPercent) {
    static Basis configured(RollupConfig config) {
        return new Basis(config.zone().getId(), config.badCallPercent());
    }

    /** The stored basis; the configured one, stored by this, when there is none yet. */
    static Basis stored(Handle handle, RollupConfig config) {
        Map<String, String> settings = handle.createQuery("SELECT name, value FROM kpi.setting")
                .setMapKeyColumn("name")
                .setMapValueColumn("value")
                .collectInto(new org.jdbi.v3.core.generic.GenericType<Map<String, String>>() {});
        String zone = settings.get("zone");
        String percent = settings.get("bad-call-percent");
        if (zone != null && percent != null) {
            return new Basis(zone, Integer.parseInt(percent));
        }
        Basis configured = configured(config);
        configured.store(handle);
        return configured;
    }

    void store(Handle handle) {
        handle.createUpdate("INSERT INTO kpi.setting VALUES ('zone', :zone), ('bad-call-percent', :percent)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")
                .bind("zone", zone)
                .bind("percent", Integer.toString(badCallPercent))
                .execute();
    }

    /** SQL expression for the day that an hour is of. */
    String day(String hour) {
        return "(" + hour + " AT TIME ZONE '" + zone + "')::date";
    }
}
