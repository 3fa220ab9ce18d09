package org.tmcstats.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** A page as RFC 4180 text: the names in the header line, an empty cell where something was never measured. */
final class CsvPage {
    /** What a spreadsheet takes for the begin of a formula (OWASP, CSV Injection), also in full width. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private CsvPage() {}

    static String print(ReportPage page) {
        StringWriter out = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180)) {
            printer.printRecord(page.columns().stream().map(ReportColumn::name));
            for (Map<String, @Nullable Object> row : page.items()) {
                printer.printRecord(page.columns().stream().map(c -> cell(row.get(c.name()))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** Numbers stay numbers, also negative ones; text that would be run gets an apostrophe in front. */
    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        String text = value.toString();
        boolean run = !(value instanceof Number) && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return run ? "'" + text : text;
    }
}
