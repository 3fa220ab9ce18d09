package org.tmcstats.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

class CatalogueTest {
    private static final String GOOD = """
            -- title: Title
            -- param: from instant
            -- param: to instant
            -- param: granularity choice default=hour values=hour,day
            -- param: zone zone
            -- column: bucket unit=instant source=time
            -- column: n unit=1 source="RFC 3550" title="How many"
            SELECT :from::timestamptz AS bucket, 1 AS n
            """;
    private static final ReportConfig CONFIG =
            new ReportConfig(ZoneId.of("UTC"), "g107-codec", 20, Duration.ofMinutes(1));

    private static final Database DATABASE = TestDatabase.create().database();

    @Test
    void every_query_gives_the_columns_that_its_header_declares() {
        Catalogue catalogue = new Catalogue();
        DATABASE.useTransaction(h -> catalogue.check(h, CONFIG));
        assertEquals(
                List.of("call-quality", "calls", "stb-media", "stb-network"),
                catalogue.reports().stream().map(Report::id).toList());
    }

    @Test
    void quoted_words_are_one_value() {
        ReportColumn column = Report.parse("good", GOOD).columns().get(1);
        assertEquals("RFC 3550", column.source());
        assertEquals("How many", column.title());
    }

    @Test
    void a_query_with_other_columns_than_declared_is_refused() {
        assertMismatch("AS n", "AS m", "lacks the columns [n] and gives the undeclared columns [m]");
        assertMismatch("1 AS n", "1 AS n, 2 AS more", "gives the undeclared columns [more]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-- title: Title | -- no title | report bad lacks a title",
                "1 AS n | 1 AS n FROM identity.call | report bad reads identities other than by {identity}",
                "zone zone | zone zoom | line 5 has the unknown type zoom",
                "zone zone | zone | line 5 has 1 words before its attributes instead of 2",
                "zone zone | zone zone values=a | line 5 has values that its type does not take",
                "zone zone | from zone | has the parameter from twice",
                "zone zone | other zone | lacks the parameter zone",
                "values=hour,day | more=x | line 4 has the unknown attribute more",
                "values=hour,day | default=x | line 4 has the attribute default twice",
                "values=hour,day | values=day | line 4 has the default hour, which is none of its values",
                "values=hour,day | | line 4 lacks the attribute values",
                "n unit=1 | n | line 7 lacks the attribute unit",
                "n unit=1 | bucket unit=1 | has the column bucket twice",
                "n unit=1 | bad-name unit=1 | line 7 has the name bad-name, which is not in camelCase",
                "unit=1 | unit=1 percentile=0.5 | line 7 lacks the attribute of",
                "unit=1 | unit=1 percentile=half | line 7 has no number in percentile",
                "unit=1 | unit=1 percentile=2 | line 7 has a percentile outside 0..1",
                "unit=1 | unit=1 percentile=0.5 of=h scale=0 min=bucket max=bucket | line 7 needs scale above 0",
                "unit=1 | unit=1 percentile=0.5 of=h scale=1 min=a max=b | the bounds of n are not columns of the report",
                "unit=1 | unit=1 of=h | line 7 has attributes of a percentile without one",
                "title=\"How many\" | title=\"How many | line 7 cannot be read from",
                "SELECT :from::timestamptz AS bucket, 1 AS n | | lacks a query",
            })
    void a_wrong_header_is_refused(String old, String replacement, String message) {
        String text = GOOD.replace(old, replacement == null ? "" : replacement);
        String told = String.valueOf(assertThrows(CatalogueException.class, () -> Report.parse("bad", text))
                .getMessage());
        assertTrue(told.contains(message), told);
    }

    @Test
    void an_unknown_placeholder_is_refused() {
        assertMismatch("1 AS n", "{grane} AS n", "unknown placeholder {grane}");
    }

    private void assertMismatch(String old, String replacement, String message) {
        Report report = Report.parse("bad", GOOD.replace(old, replacement));
        String told = String.valueOf(assertThrows(
                        CatalogueException.class,
                        () -> DATABASE.useTransaction(h -> Catalogue.check(h, CONFIG, report, "hour")))
                .getMessage());
        assertTrue(told.contains(message), told);
    }
}
