package org.tmcstats.identity;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column that holds personal data, as its comment says; sql/schema/V009 has the grammar.
 *
 * @param schema of the table
 * @param table parent of the partitions, if there are any
 * @param column name
 * @param type SQL type
 * @param text what it holds
 * @param purpose of the processing (Art. 5(1)(b))
 * @param lawfulBasis Art. 6(1)
 * @param retention kind by which its time is set
 * @param identifies how a person can be recognised in it; empty when only the row's keys lead to one
 * @param origin how the data came about: Art. 20 hands out what was provided or observed
 * @param source where it comes from (Art. 15(1)(g))
 * @param keys columns of the table that tie a row to the rest: any of day, call_key, device_key
 */
public record PersonalColumn(
        String schema,
        String table,
        String column,
        String type,
        String text,
        String purpose,
        String lawfulBasis,
        RetentionKind retention,
        List<Identifies> identifies,
        Origin origin,
        String source,
        Set<String> keys) {
    public PersonalColumn {
        identifies = List.copyOf(identifies);
        keys = Set.copyOf(keys);
    }

    /**
     * A way to recognise a person.
     *
     * @param kind of identifier
     * @param form how it stands in the column
     * @param whenColumn column of the same row that decides; null when each row counts
     * @param whenValue value that it must have
     */
    public record Identifies(
            PersonKind kind,
            Form form,
            @Nullable String whenColumn,
            @Nullable String whenValue) {}

    /** How an identifier stands in a column. */
    public enum Form {
        /** The column is the identifier. */
        VALUE,
        /** IP:port. */
        ADDRESS,
        /** Somewhere in a longer text. */
        TEXT
    }

    /** How data came about. */
    public enum Origin {
        /** Given by the person. */
        PROVIDED,
        /** Recorded while the person used the service. */
        OBSERVED,
        /** Made by the controller. */
        DERIVED
    }

    /** Schema and table, ready for SQL. */
    public String qualifiedTable() {
        return schema + '.' + table;
    }
}
