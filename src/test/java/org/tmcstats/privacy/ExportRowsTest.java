package org.tmcstats.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.RawValue;

@NullUnmarked
class ExportRowsTest {
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private final ByteArrayOutputStream csv = new ByteArrayOutputStream();

    private JsonNode json() {
        return RequestRows.JSON.readTree(json.toByteArray());
    }

    private List<CSVRecord> csv() throws IOException {
        return CSVFormat.RFC4180
                .parse(new StringReader(csv.toString(StandardCharsets.UTF_8)))
                .getRecords();
    }

    private static Map<String, Object> row(Object text, Object number) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("text", text);
        row.put("number", number);
        return row;
    }

    @Test
    void no_rows_are_an_empty_array_and_an_empty_file() throws IOException {
        assertEquals(0, new ExportRows(json, csv).end());
        assertEquals(0, json().size());
        assertEquals(0, csv.size());
    }

    @Test
    void what_was_written_is_read_again_from_both() throws IOException {
        String odd = "a,\"b\"\r\n\u00e9\u2028\ud83d\ude00\\";
        ExportRows rows = new ExportRows(json, csv);
        rows.row(row(odd, new RawValue("1500")));
        rows.row(row(null, new RawValue("[1,2]")));
        rows.row(row("", null));
        assertEquals(3, rows.end());
        assertEquals(odd, json().get(0).get("text").stringValue());
        assertEquals(1500, json().get(0).get("number").intValue());
        assertFalse(json().get(1).has("text"), "a field without a value");
        assertEquals(2, json().get(1).get("number").get(1).intValue());
        assertFalse(json().get(2).has("number"));
        assertEquals(List.of("text", "number"), csv().get(0).toList());
        assertEquals(List.of(odd, "1500"), csv().get(1).toList());
        assertEquals(List.of("", "[1,2]"), csv().get(2).toList());
        assertEquals(List.of("", ""), csv().get(3).toList());
    }

    @Test
    void spreadsheets_run_nothing_and_numbers_of_phones_stay() throws IOException {
        ExportRows rows = new ExportRows(json, csv);
        List<String> formulas = List.of("=1+1", "+1+cmd|' /C calc'!A0", "-A1", "@SUM(A1)", "\t=1", "\n=1");
        for (String formula : formulas) {
            rows.row(row(formula, null));
        }
        rows.row(row("+1 555 010-0123", new RawValue("-7")));
        rows.end();
        for (int i = 0; i < formulas.size(); i++) {
            assertEquals("'" + formulas.get(i), csv().get(i + 1).get(0));
            assertEquals(formulas.get(i), json().get(i).get("text").stringValue());
        }
        assertEquals(
                List.of("+1 555 010-0123", "-7"), csv().get(formulas.size() + 1).toList());
    }
}
