package org.tmcstats.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tmcstats.quality.Histogram;

/**
 * One column of a report, from a {@code -- column:} line.
 *
 * @param name as in the rows
 * @param title for people
 * @param unit of the values; {@code 1} for numbers without one
 * @param source where the values come from: a standard, a message's field, a setting
 * @param by dimension whose grouping or filter brings the column; null for one that is always there
 * @param person names a person or a household: {@code ***} for clients that may not see these
 * @param percentile null when the query itself gives the value
 */
public record ReportColumn(
        String name,
        String title,
        String unit,
        String source,
        @JsonIgnore @Nullable String by,
        @JsonIgnore boolean person,
        @JsonIgnore @Nullable Percentile percentile) {

    /**
     * A percentile taken from a histogram that the query gives.
     *
     * @param q 0..1
     * @param histogram column of the query
     * @param divisor histogram units in one unit of the column
     * @param least column that bounds the value from below, so that a single sample gives itself
     * @param greatest column that bounds it from above
     */
    record Percentile(double q, String histogram, double divisor, String least, String greatest) {
        @Nullable
        Double of(Histogram histogram, Map<String, @Nullable Object> row) {
            if (histogram.total() == 0) {
                return null;
            }
            double value = histogram.quantile(q) / divisor;
            if (row.get(least) instanceof Number min) {
                value = Math.max(value, min.doubleValue());
            }
            if (row.get(greatest) instanceof Number max) {
                value = Math.min(value, max.doubleValue());
            }
            return value;
        }
    }
}
