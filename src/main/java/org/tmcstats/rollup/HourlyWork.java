package org.tmcstats.rollup;

import java.util.List;

/** What one transaction of hourly-kpi does. */
sealed interface HourlyWork {
    /** Takes batches. */
    record Take(List<Long> batches) implements HourlyWork {}

    /** Computes hours anew. */
    record Rebuild(RebuildRange range) implements HourlyWork {}
}
