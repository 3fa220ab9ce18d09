package org.tmcstats.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a report, from a {@code -- param:} line.
 *
 * @param name as in the query string
 * @param type what it takes
 * @param defaultValue used when it is not given; null when nothing is
 * @param values the words it takes; empty when any
 */
public record Parameter(
        String name,
        Type type,
        @JsonProperty("default") @Nullable String defaultValue,
        List<String> values) {
    /** What a parameter takes. */
    public enum Type {
        /** ISO-8601 instant or date, mandatory. */
        INSTANT,
        /** One of the values. */
        CHOICE,
        /** Any of the values, separated by commas, or {@code none}. */
        LIST,
        /** One of the values; the setting of reports when not given, unless rows are grouped by data set. */
        DATASET,
        /** Columns to sort by, separated by commas, each with {@code -} in front for descending order. */
        SORT,
        /** Any text, compared for equality. */
        TEXT,
        /** Text that names a person or a household: refused to clients that may not see these. */
        PERSON,
        /** IANA time zone. */
        ZONE,
        /** Rows of a page. */
        LIMIT,
        /** Where the page begins. */
        CURSOR;

        /** The word in the header line. */
        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Takes several values. */
    boolean isMany() {
        return type == Type.LIST || type == Type.SORT;
    }
}
