package org.tmcstats.privacy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.util.RawValue;

/**
 * Rows of a table as a JSON array of objects, a line each, and as RFC 4180 with a header; streamed. A field without a value is
 * left out of JSON, and empty in CSV.
 */
final class ExportRows {
    /** What a spreadsheet would run (OWASP, CSV Injection); numbers of phones stay. */
    private static final Pattern FORMULA = Pattern.compile("(?s)[=@\\t\\r\\n].*|[+-](?![0-9 ().\\-]*$).*");

    private final JsonGenerator json;
    private final CSVPrinter csv;
    private long rows;

    ExportRows(OutputStream json, OutputStream csv) throws IOException {
        this.json = RequestRows.JSON
                .writer()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .createGenerator(json);
        this.json.writeStartArray();
        this.csv = new CSVPrinter(new OutputStreamWriter(csv, StandardCharsets.UTF_8), CSVFormat.RFC4180);
    }

    /** @param values by name, the same names in each row; {@link RawValue} for what is JSON already */
    void row(Map<String, @Nullable Object> values) {
        try {
            if (rows++ == 0) {
                csv.printRecord(values.keySet());
            }
            json.writeRaw('\n');
            json.writeStartObject();
            for (Map.Entry<String, @Nullable Object> field : values.entrySet()) {
                Object value = field.getValue();
                csv.print(cell(value));
                if (value instanceof RawValue raw) {
                    json.writeName(field.getKey());
                    json.writeRawValue(String.valueOf(raw.rawValue()));
                } else if (value != null) {
                    json.writePOJOProperty(field.getKey(), value);
                }
            }
            json.writeEndObject();
            csv.println();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends both, and leaves them open; gives the number of rows. */
    long end() throws IOException {
        json.writeEndArray();
        json.writeRaw('\n');
        json.close();
        csv.flush();
        return rows;
    }

    private static String cell(@Nullable Object value) {
        if (value instanceof RawValue raw) {
            return String.valueOf(raw.rawValue());
        }
        String text = value == null ? "" : value.toString();
        return FORMULA.matcher(text).matches() ? "'" + text : text;
    }
}
