package org.tmcstats.report;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.mapper.MapMapper;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import org.tmcstats.quality.Histogram;

/** Rows of a query turned into rows of a report: percentiles computed, persons masked. */
final class Rows {
    /** Keeps the case of names. */
    static final RowMapper<Map<String, Object>> MAPPER = new MapMapper(false);

    /** Stands for an identifier that is gone or not to be seen. */
    static final String MASKED = "***";

    private final List<ReportColumn> columns;
    private final boolean persons;

    /**
     * @param by dimensions that rows are grouped or filtered by
     * @param persons persons may be seen
     */
    Rows(Report report, Set<String> by, boolean persons) {
        this.columns = report.columns().stream()
                .filter(c -> c.by() == null || by.contains(c.by()))
                .toList();
        this.persons = persons;
    }

    /** Columns of the answer. */
    List<ReportColumn> columns() {
        return columns;
    }

    Map<String, @Nullable Object> row(Map<String, Object> queried) {
        Map<String, Histogram> histograms = new HashMap<>();
        Map<String, @Nullable Object> row = new LinkedHashMap<>(2 * columns.size());
        for (ReportColumn column : columns) {
            ReportColumn.Percentile percentile = column.percentile();
            if (percentile == null) {
                row.put(column.name(), value(column, queried.get(column.name())));
            } else {
                Histogram histogram = histograms.computeIfAbsent(
                        percentile.histogram(),
                        name -> queried.get(name) instanceof byte[] pairs
                                ? new Histogram().add(pairs)
                                : new Histogram());
                row.put(column.name(), percentile.of(histogram, row));
            }
        }
        return row;
    }

    private @Nullable Object value(ReportColumn column, @Nullable Object value) {
        if (value != null && column.person() && !persons) {
            return MASKED;
        }
        return value instanceof Date time ? time.toInstant() : value;
    }

    /** Start of a row's bucket. */
    static Instant bucket(Map<String, @Nullable Object> row) {
        if (row.get("bucket") instanceof Instant bucket) {
            return bucket;
        }
        throw new IllegalStateException("a row without a bucket");
    }
}
