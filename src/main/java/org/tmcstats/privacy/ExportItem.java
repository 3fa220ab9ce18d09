package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.List;

/**
 * What of an export is written in one go: a table as JSON and as CSV, or a file about all of them.
 *
 * @param content what it holds
 * @param table of data; empty for the page and the description
 */
record ExportItem(Content content, String table) {
    /** What an item holds. */
    enum Content {
        /** Rows of a table with personal data, others masked. */
        IDENTITIES,
        /** Rows of a table by surrogate keys. */
        RECORDS,
        /** What is in the archive and what each field means. */
        DESCRIPTION,
        /** The same for people to read. */
        PAGE
    }

    /**
     * Items of an export in their order: data first, so that the page can tell their counts.
     *
     * @param personal tables with personal data
     * @param records tables by surrogate keys
     */
    static List<ExportItem> of(List<String> personal, List<String> records) {
        List<ExportItem> items = new ArrayList<>();
        personal.forEach(t -> items.add(new ExportItem(Content.IDENTITIES, t)));
        records.forEach(t -> items.add(new ExportItem(Content.RECORDS, t)));
        items.add(new ExportItem(Content.DESCRIPTION, ""));
        items.add(new ExportItem(Content.PAGE, ""));
        return items;
    }

    /** Names of its files within the archive: one, or JSON and CSV. */
    List<String> files() {
        return switch (content) {
            case IDENTITIES, RECORDS -> List.of("json/" + table + ".json", "csv/" + table + ".csv");
            case DESCRIPTION -> List.of("export.json");
            case PAGE -> List.of("index.html");
        };
    }
}
