package org.tmcstats.privacy.register;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.PersonalColumn;

/**
 * A column with personal data.
 *
 * @param table schema and table
 * @param column name
 * @param type SQL type
 * @param text what it holds
 * @param purpose of the processing
 * @param lawfulBasis of the processing
 * @param retention kind of data by which its time is set
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
        @Nullable Integer retentionDays,
        List<String> identifies,
        String origin,
        String source) {
    static CatalogueEntry of(PersonalColumn column, @Nullable Integer days) {
        return new CatalogueEntry(
                column.qualifiedTable(),
                column.column(),
                column.type(),
                column.text(),
                column.purpose(),
                column.lawfulBasis(),
                column.retention().word(),
                days,
                column.identifies().stream()
                        .map(i -> i.kind().word())
                        .distinct()
                        .toList(),
                column.origin().name().toLowerCase(Locale.ROOT),
                column.source());
    }

    String limit() {
        return retentionDays == null ? retention : retention + ": " + retentionDays + " days";
    }
}
