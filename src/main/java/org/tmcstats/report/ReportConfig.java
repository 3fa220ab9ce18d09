package org.tmcstats.report;

import java.time.DateTimeException;
import java.time.ZoneId;
import org.tmcstats.config.Settings;

/**
 * Settings of reports.
 *
 * @param zone zone whose days the day tables hold
 * @param mosFormula name of the formula behind estimated MOS
 * @param badCallShare least share of bad samples that makes a call a bad one, 0..1
 */
record ReportConfig(ZoneId zone, String mosFormula, double badCallShare) {
    static ReportConfig from(Settings settings) {
        String zone = settings.text("tmc.zone");
        try {
            return new ReportConfig(
                    ZoneId.of(zone),
                    settings.text("tmc.quality.mos-formula"),
                    settings.decimal("tmc.quality.bad-call-share", 0, 1));
        } catch (DateTimeException e) {
            throw new IllegalStateException("setting tmc.zone is not an IANA time zone", e);
        }
    }
}
