package org.tmcstats.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of a report.
 *
 * @param report id of the report
 * @param from start of the period, inclusive
 * @param to end of the period, exclusive
 * @param columns what the rows hold, in order
 * @param items the rows; null where something was never measured
 * @param next cursor of the next page; absent on the last one
 */
public record ReportPage(
        String report,
        Instant from,
        Instant to,
        List<ReportColumn> columns,
        List<Map<String, @Nullable Object>> items,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {
    /** Rows can show persons. */
    boolean hasPersons() {
        return columns.stream().anyMatch(ReportColumn::person);
    }

    /** Different persons, households or calls that rows show; those that are masked are none. */
    long persons() {
        List<ReportColumn> shown = columns.stream().filter(ReportColumn::person).toList();
        return items.stream()
                .map(row -> shown.stream()
                        .map(column -> row.get(column.name()))
                        .filter(value -> value != null && !value.equals(Rows.MASKED))
                        .toList())
                .filter(values -> !values.isEmpty())
                .distinct()
                .count();
    }
}
