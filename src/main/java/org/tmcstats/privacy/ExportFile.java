package org.tmcstats.privacy;

import java.util.ArrayList;
import java.util.List;

/**
 * A file of an export.
 *
 * @param name within the archive
 * @param content what it holds
 * @param table of data; empty for the page and the description
 */
record ExportFile(String name, Content content, String table) {
    /** What a file holds. */
    enum Content {
        /** Rows of a table with personal data, others masked. */
        IDENTITIES_JSON,
        IDENTITIES_CSV,
        /** Rows of a table by surrogate keys. */
        RECORDS_JSON,
        RECORDS_CSV,
        /** What is in the archive and what each field means. */
        DESCRIPTION,
        /** The same for people to read. */
        PAGE
    }

    /**
     * Files of an export in their order: data first, so that the page can tell their counts.
     *
     * @param personal tables with personal data
     * @param records tables by surrogate keys
     */
    static List<ExportFile> of(List<String> personal, List<String> records) {
        List<ExportFile> files = new ArrayList<>();
        personal.forEach(t -> {
            files.add(new ExportFile("json/" + t + ".json", Content.IDENTITIES_JSON, t));
            files.add(new ExportFile("csv/" + t + ".csv", Content.IDENTITIES_CSV, t));
        });
        records.forEach(t -> {
            files.add(new ExportFile("json/" + t + ".json", Content.RECORDS_JSON, t));
            files.add(new ExportFile("csv/" + t + ".csv", Content.RECORDS_CSV, t));
        });
        files.add(new ExportFile("export.json", Content.DESCRIPTION, ""));
        files.add(new ExportFile("index.html", Content.PAGE, ""));
        return files;
    }
}
