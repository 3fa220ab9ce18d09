package org.tmcstats.report;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import org.tmcstats.config.Settings;

/**
 * Settings of reports.
 *
 * @param zone zone whose days the day tables hold
 * @param mosFormula name of the formula behind estimated MOS
 * @param badCallPercent share of bad samples from which a call is bad, %
 * @param longest how long the database may work at a page
 */
record ReportConfig(ZoneId zone, String mosFormula, int badCallPercent, Duration longest) {
    static ReportConfig from(Settings settings) {
        String zone = settings.text("tmc.zone");
        try {
            return new ReportConfig(
                    ZoneId.of(zone),
                    settings.text("tmc.quality.mos-formula"),
                    (int) settings.number("tmc.quality.bad-call-percent", 1, 100),
                    settings.duration("tmc.report.longest", Duration.ofSeconds(1), Duration.ofHours(1)));
        } catch (DateTimeException e) {
            throw new IllegalStateException("setting tmc.zone is not an IANA time zone", e);
        }
    }
}
