package org.tmcstats.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page of an export that people read: what it is, what each field means, and the first rows of each table. */
final class ExportPage {
    /** Rows of a table that are shown: a browser has to stay usable with a million measurements. */
    static final int MOST_ROWS = 200;

    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;"
            + "padding:0 1rem}table{display:block;overflow-x:auto;border-collapse:collapse;margin:1rem 0;font-size:.9rem}"
            + "td,th{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top;"
            + "overflow-wrap:anywhere}h2{margin-top:2rem}";

    private static final String NOT_SET = "(not set)";

    private final Writer out;
    private final Map<String, Object> description;
    private String table = "";
    private int rows;

    ExportPage(Writer out, Map<String, Object> description) {
        this.out = out;
        this.description = description;
    }

    void begin() throws IOException {
        String right = text(description.get("right"));
        out.write("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Your data</title><style>"
                + STYLE + "</style></head><body><h1>Your data (" + right + ")</h1>");
        out.write("<p>Made on " + text(description.get("madeAt")) + " in answer to request "
                + text(description.get("request")) + ".</p>");
        out.write("<h2>Who is responsible</h2><p>"
                + orElse(description.get("controller"), NOT_SET)
                + "</p><h2>Who receives these data</h2><p>"
                + orElse(join(description.get("recipients")), NOT_SET) + "</p>");
        out.write("<h2>Whom we looked for</h2><table><tr><th>Kind</th><th>Identifier</th></tr>");
        for (Object identity : (List<?>) description.getOrDefault("identities", List.of())) {
            Map<?, ?> of = (Map<?, ?>) identity;
            out.write("<tr><td>" + text(of.get("kind")) + "</td><td>" + text(of.get("value")) + "</td></tr>");
        }
        out.write("</table><p>Identifiers of other people in the same calls read ***: they are theirs (Art. 15(4))."
                + " IP addresses read *** too unless it is known that the address is yours: the other end of a connection is"
                + " a server's or another person's, and where several people have the same role in a call their addresses"
                + " cannot be told apart. You can ask for rectification, erasure or restriction, object to the processing,"
                + " and complain to a supervisory authority (Art. 15(1)(e), (f)). This system makes no automated"
                + " decisions about you (Art. 22).</p><h2>What each field means</h2>");
        for (Map.Entry<?, ?> table : ((Map<?, ?>) description.getOrDefault("tables", Map.of())).entrySet()) {
            fields(text(table.getKey()), (Map<?, ?>) table.getValue());
        }
    }

    private void fields(String name, Map<?, ?> table) throws IOException {
        out.write("<h3>" + name + " (" + text(table.get("rows")) + " rows; all of them in json/" + name
                + ".json and csv/"
                + name + ".csv)</h3><table><tr><th>Field</th><th>Meaning</th><th>Purpose</th><th>Lawful basis</th>"
                + "<th>Kept as long as</th><th>Source</th></tr>");
        Object fields = table.get("fields");
        for (Object field : fields instanceof List<?> list ? list : List.of()) {
            Map<?, ?> of = (Map<?, ?>) field;
            out.write("<tr><td>" + text(of.get("field")) + "</td><td>" + text(of.get("meaning")) + "</td><td>"
                    + text(of.get("purpose")) + "</td><td>" + text(of.get("lawfulBasis")) + "</td><td>"
                    + text(of.get("retention")) + "</td><td>" + text(of.get("source")) + "</td></tr>");
        }
        out.write("</table>");
    }

    void beginRows(String name) throws IOException {
        table = name;
        rows = 0;
        out.write("<h2>" + text(name) + "</h2><table>");
    }

    /** Whether more rows of the table are shown. */
    boolean isMore() {
        return rows < MOST_ROWS;
    }

    /** A row: shown when it is among the first. */
    void row(Map<String, @Nullable Object> values) {
        try {
            if (rows == 0) {
                out.write("<tr>");
                for (String name : values.keySet()) {
                    out.write("<th>" + text(name) + "</th>");
                }
                out.write("</tr>");
            }
            if (rows++ < MOST_ROWS) {
                out.write("<tr>");
                for (Object value : values.values()) {
                    out.write("<td>" + text(value) + "</td>");
                }
                out.write("</tr>");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void endRows() throws IOException {
        Map<?, ?> tables = (Map<?, ?>) description.getOrDefault("tables", Map.of());
        long all = tables.get(table) instanceof Map<?, ?> of && of.get("rows") instanceof Number n ? n.longValue() : 0;
        out.write("</table><p>"
                + (rows == 0
                        ? "Nothing."
                        : all + (all == 1 ? " row" : " rows")
                                + (all > MOST_ROWS ? ", the first " + MOST_ROWS + " shown" : "")
                                + ". All of them are in csv/" + text(table) + ".csv of this archive.")
                + "</p>");
    }

    void end() throws IOException {
        out.write("</body></html>\n");
    }

    private static String orElse(@Nullable Object value, String otherwise) {
        String text = text(value);
        return text.isEmpty() ? otherwise : text;
    }

    private static @Nullable String join(@Nullable Object list) {
        return list instanceof List<?> l
                ? String.join(", ", l.stream().map(String::valueOf).toList())
                : null;
    }

    private static String text(@Nullable Object value) {
        return value == null
                ? ""
                : value.toString()
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;");
    }
}
