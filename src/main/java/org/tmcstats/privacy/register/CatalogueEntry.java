package org.tmcstats.privacy.register;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumns.KeyedTable;
import org.tmcstats.identity.RetentionKind;

/**
 * A column with personal data, or a table that is tied to persons by its keys.
 *
 * @param table schema and table
 * @param column name; * for a table without identifiers of its own
 * @param type SQL type
 * @param text what it holds
 * @param purpose of the processing
 * @param lawfulBasis of the processing
 * @param retention kind of data by which its time is set
 * @param kept how long that is, in words
 * @param retentionDays the longest time that it is kept, days; null when no days are set for the kind
 * @param identifies kinds of identifiers by which a person is recognised in it
 * @param origin provided by the person, observed, or derived
 * @param source where it comes from
 */
public record CatalogueEntry(
        String table,
        String column,
        String type,
        String text,
        String purpose,
        String lawfulBasis,
        String retention,
        String kept,
        @Nullable Integer retentionDays,
        List<String> identifies,
        String origin,
        String source) {
    static CatalogueEntry of(PersonalColumn column, String kept, @Nullable Integer days) {
        return new CatalogueEntry(
                column.qualifiedTable(),
                column.column(),
                column.type(),
                column.text(),
                column.purpose(),
                column.lawfulBasis(),
                column.retention().word(),
                kept,
                days,
                column.identifies().stream()
                        .map(i -> i.kind().word())
                        .distinct()
                        .toList(),
                column.origin().name().toLowerCase(Locale.ROOT),
                column.source());
    }

    /** @param kept how long its rows are */
    static CatalogueEntry of(KeyedTable table, RetentionKind kind, String kept, @Nullable Integer days) {
        LinkedData data = LinkedData.of(table);
        return new CatalogueEntry(
                table.name(),
                "*",
                "row",
                data.text(),
                data.purpose(),
                data.lawfulBasis(),
                kind.word(),
                kept + ", linked to a person no longer than the identities",
                days,
                List.of(),
                data.origin().name().toLowerCase(Locale.ROOT),
                data.source());
    }

    String limit() {
        return retention + ": " + kept;
    }
}
