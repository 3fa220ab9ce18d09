package org.tmcstats.rollup;

import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Set-top boxes by hour. Playback is additive. Interface counters are totals: every reading is kept in kpi.stb_counter
 * for as long as late reports are accepted, and an hour that a new reading touches is computed from them wholly, so a
 * late report splits a difference and the order of arrival makes none.
 */
final class StbRollup {
    private StbRollup() {}

    static void addMedia(Handle handle, RawRows rows, @Nullable RebuildRange rebuild) {
        if (rebuild != null) {
            handle.execute("DELETE FROM kpi.stb_media_hour WHERE " + rebuild.within("hour"));
        }
        Statements.run(handle, "stb-media-store", Map.of("rows", rows.condition()));
    }

    static void addNetwork(Handle handle, RawRows rows, @Nullable RebuildRange rebuild) {
        int readings = Statements.run(handle, "stb-reading", Map.of("rows", rows.condition()));
        if (rebuild != null) {
            handle.execute("DELETE FROM kpi.stb_network_hour WHERE " + rebuild.within("hour"));
            // What was carried over stays: redaction may have cut the box from its day before.
            handle.execute("DELETE FROM kpi.stb_counter WHERE NOT carried AND " + rebuild.within("at") + " AND "
                    + rebuild.withinDays("day"));
        }
        if (readings == 0) {
            return;
        }
        handle.execute("ANALYZE rollup_reading");
        Statements.run(handle, "stb-counter-store");
        Statements.run(handle, "stb-carried");
        Statements.run(handle, "stb-carried-remove");
        Statements.run(handle, "stb-carried-store");
        Statements.run(handle, "stb-network-touched");
        handle.execute("ANALYZE rollup_touched_hour");
        Statements.run(handle, "stb-network-store");
    }
}
