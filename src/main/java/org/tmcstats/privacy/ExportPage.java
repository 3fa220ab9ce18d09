package org.tmcstats.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page of an export that people read: what it is, what each field means, and the first rows of each table. */
final class ExportPage {
    private static final int MOST_ROWS = 500;
    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;"
            + "padding:0 1rem}table{border-collapse:collapse;margin:1rem 0;font-size:.9rem}"
            + "td,th{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top;"
            + "overflow-wrap:anywhere}h2{margin-top:2rem}";

    private final Writer out;
    private final Map<String, Object> description;
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
                + orElse(description.get("controller"), "See the letter with this archive.")
                + "</p><h2>Who receives these data</h2><p>"
                + orElse(join(description.get("recipients")), "Nobody outside the controller.") + "</p>");
        out.write("<h2>Whom we looked for</h2><table><tr><th>Kind</th><th>Identifier</th></tr>");
        for (Object identity : (List<?>) description.getOrDefault("identities", List.of())) {
            Map<?, ?> of = (Map<?, ?>) identity;
            out.write("<tr><td>" + text(of.get("kind")) + "</td><td>" + text(of.get("value")) + "</td></tr>");
        }
        out.write("</table><p>Identifiers of other people in the same calls read ***: they are theirs (Art. 15(4))."
                + " You can ask for rectification, erasure or restriction, object to the processing, and complain to a"
                + " supervisory authority (Art. 15(1)(e), (f)). No decision about you is made by these data"
                + " automatically without a human review (Art. 22).</p><h2>What each field means</h2>");
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
        rows = 0;
        out.write("<h2>" + text(name) + "</h2><table>");
    }

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
        out.write("</table><p>"
                + (rows == 0
                        ? "Nothing."
                        : rows + " rows" + (rows > MOST_ROWS ? ", the first " + MOST_ROWS + " shown." : "."))
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
