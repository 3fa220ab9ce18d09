package org.tmcstats.report;

import org.jdbi.v3.core.Handle;

/**
 * What applies where a request says nothing.
 *
 * @param dataset {@code ms}: seen by the media server, {@code ui}: by the endpoints' user interfaces
 */
public record ReportSettings(String dataset) {
    static ReportSettings read(Handle h) {
        return new ReportSettings(h.createQuery("SELECT value FROM ops.setting WHERE name = 'report.dataset'")
                .mapTo(String.class)
                .findOne()
                .orElse("ms"));
    }

    void write(Handle h) {
        h.createUpdate("INSERT INTO ops.setting (name, value) VALUES ('report.dataset', :value)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = now()")
                .bind("value", dataset)
                .execute();
    }
}
