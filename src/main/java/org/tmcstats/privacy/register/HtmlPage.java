package org.tmcstats.privacy.register;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page to print: headings, paragraphs and tables of texts, every one of them escaped. No scripts, no links elsewhere. */
final class HtmlPage {
    private static final String STYLE = "body{font:11pt/1.4 serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
            + "table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.2rem .5rem;text-align:left;"
            + "vertical-align:top;overflow-wrap:anywhere}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";
    private static final String POLICY =
            "default-src 'none'; style-src 'sha256-" + hash(STYLE) + "'; frame-ancestors 'none'";
    private static final MediaType HTML = new MediaType("text", "html", "utf-8");

    private final StringBuilder html = new StringBuilder();

    HtmlPage(String title) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
    }

    HtmlPage heading(String text) {
        html.append("<h2>").append(escaped(text)).append("</h2>\n");
        return this;
    }

    HtmlPage paragraph(String text) {
        html.append("<p>").append(escaped(text)).append("</p>\n");
        return this;
    }

    HtmlPage list(List<String> texts) {
        html.append("<ul>");
        texts.forEach(t -> html.append("<li>").append(escaped(t)).append("</li>"));
        html.append("</ul>\n");
        return this;
    }

    HtmlPage table(List<String> heads, List<? extends List<? extends @Nullable Object>> rows) {
        html.append("<table><thead><tr>");
        heads.forEach(h -> html.append("<th scope=\"col\">").append(escaped(h)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (List<? extends @Nullable Object> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>")
                    .append(escaped(cell == null ? "" : cell.toString()))
                    .append("</td>"));
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
        return this;
    }

    String text() {
        return html + "</body></html>\n";
    }

    /** JSON, or the page when the caller would rather have that. */
    static Response answer(HttpHeaders headers, Object json, HtmlPage page) {
        boolean html = headers.getAcceptableMediaTypes().stream()
                .filter(type -> type.isCompatible(HTML) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
        Response.ResponseBuilder reply = Response.ok().header("Vary", "Accept").header("Cache-Control", "no-store");
        return html
                ? reply.type(HTML)
                        .header("Content-Security-Policy", POLICY)
                        .entity(page.text())
                        .build()
                : reply.type(MediaType.APPLICATION_JSON_TYPE).entity(json).build();
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String hash(String style) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
