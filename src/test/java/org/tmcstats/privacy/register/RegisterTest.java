package org.tmcstats.privacy.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.retention.KeptDays;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;
import tools.jackson.databind.json.JsonMapper;

class RegisterTest {
    private final Breaches breaches = new Breaches();
    private final Database database = TestDatabase.create().database();

    private Breach recorded(String role, String risk, Instant aware) {
        Breach wanted = new Breach(
                0, role, "n", aware, null, null, risk, List.of(), 3L, null, "e", "r", "officer", aware, "", null, false,
                List.of());
        return database.inTransaction(h -> breaches.add(h, wanted));
    }

    @Test
    void a_processor_tells_the_controller_without_a_72_hour_limit() {
        Instant aware = Instant.now().minus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS);
        Breach breach = recorded("processor", "high", aware);
        assertTrue(breach.duty().contains("Art. 33(2)"));
        assertNull(breach.dueAt());
        assertFalse(breach.overdue());
        assertEquals("controller", Breach.recipient("processor", "unlikely"));
    }

    @Test
    void a_controller_has_72_hours_from_awareness_unless_a_risk_is_unlikely() {
        Instant aware = Instant.parse("2026-03-28T23:30:00Z");
        assertEquals(
                Instant.parse("2026-03-31T23:30:00Z"),
                recorded("controller", "risk", aware).dueAt());
        assertTrue(recorded("controller", "high", aware).overdue());
        assertNull(recorded("controller", "unlikely", aware).dueAt());
        assertFalse(recorded("controller", "unlikely", aware).overdue());
    }

    @Test
    void a_breach_tells_what_the_last_report_knew() {
        Instant aware = Instant.parse("2026-03-01T00:00:00Z");
        long id = recorded("controller", "risk", aware).id();
        Breach after = database.inTransaction(h -> {
            breaches.add(h, id, report(aware.plusSeconds(10), "first effects", null, null));
            return breaches.add(h, id, report(aware.plusSeconds(20), null, "all done", 7L));
        });
        assertEquals("first effects", after.effects());
        assertEquals("all done", after.remedies());
        assertEquals(7, after.persons());
        assertFalse(after.overdue());
        assertEquals(2, after.reports().size());
    }

    private static Breach.Report report(Instant at, String effects, String remedies, Long persons) {
        return new Breach.Report(
                0, "authority", "further", at, "file", null, effects, remedies, persons, "officer", at);
    }

    @Test
    void a_page_shows_texts_as_they_are_and_runs_none() {
        String html = new HtmlPage("<script>alert('x')</script>")
                .paragraph("a & \"b\" <i>")
                .table(List.of("<b>"), List.of(List.of("</td><img src=x onerror=alert(1)>")))
                .list(List.of("'</ul>"))
                .text();
        assertFalse(html.contains("<script") || html.contains("<img") || html.contains("<i>") || html.contains("<b>"));
        assertTrue(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
        assertTrue(html.contains("<p>a &amp; &quot;b&quot; &lt;i&gt;</p>"));
    }

    @Test
    void a_role_that_the_regulation_does_not_know_is_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> RegisterConfig.from(TestSettings.with("tmc.privacy.role", "owner")));
        assertTrue(RegisterConfig.from(TestSettings.with("tmc.privacy.role", "processor"))
                .isProcessor());
    }

    private Register register() {
        return new Register(
                database,
                new PersonalColumns(database),
                new KeptDays(database, TestSettings.with()),
                TestSettings.with());
    }

    private Activity activity(String purpose) {
        return register().activities().stream()
                .filter(a -> a.purpose().equals(purpose))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void records_of_processing_tell_call_times_and_viewing_data_with_their_retention() {
        Activity calls = activity("assure the quality of calls");
        assertTrue(calls.data().stream().anyMatch(d -> d.startsWith("Times and quality of calls")));
        assertTrue(calls.retention().stream()
                .anyMatch(r -> r.startsWith("raw measurements: 90 days after the day of the record")));
        assertEquals(List.of("agents", "customers and other parties of calls"), calls.subjects());
        Activity boxes = activity("find a household's faults");
        assertTrue(boxes.data().stream().anyMatch(d -> d.contains("channel") && d.contains("address of the stream")));
        assertTrue(boxes.retention().stream().anyMatch(r -> r.startsWith("daily KPIs: 1826 days")));
        assertEquals(List.of("households with a set-top box"), boxes.subjects());
    }

    @Test
    void every_limit_is_told_in_days_or_words_and_every_text_is_plain() {
        for (CatalogueEntry entry : register().catalogue()) {
            assertTrue(entry.limit().matches(".+: (\\d+ days? after|until|as long as) .+"), entry.toString());
            assertFalse(entry.text().matches(".*(HMAC|AES|docs/|SHA).*"), entry.toString());
        }
    }

    @Test
    void who_is_affected_is_told_by_address_without_port_each_once() throws IOException {
        database.useTransaction(h -> {
            h.execute("SELECT ops.ensure_day('2026-11-20')");
            h.execute("INSERT INTO raw.source (dataset, location, server) VALUES ('ms', 'mediaserver/agent', 'main'),"
                    + " ('ui', 'ui/agent', 'main')");
            h.execute(
                    "INSERT INTO identity.address (day, call_key, source_key, local_address, remote_address)"
                            + " SELECT DATE '2026-11-20', 1, source_key, l, r FROM raw.source JOIN (VALUES"
                            + " ('ms', '203.0.113.1:1', '192.0.2.101:49147'), ('ms', '203.0.113.1:1', '192.0.2.101:49148'),"
                            + " ('ms', '203.0.113.1:1', '[2001:db8::1]:5'), ('ms', '203.0.113.1:1', '2001:db8::1'),"
                            + " ('ui', '192.0.2.102', '203.0.113.1:2'), ('ui', '', '203.0.113.1:3')) a (d, l, r) ON d = dataset");
        });
        Affected affected = new Affected(database);
        Affected.Search search =
                new Affected.Search(LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 21), "main", null);
        assertEquals(3, affected.count(search));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        affected.json(out, search);
        List<String> values = new ArrayList<>();
        new JsonMapper()
                .readTree(out.toByteArray())
                .get("items")
                .forEach(i -> values.add(i.get("value").asString()));
        assertEquals(Set.of("192.0.2.101", "192.0.2.102", "2001:db8::1"), Set.copyOf(values));
        assertTrue(affected.hasSource("main"));
        assertFalse(affected.hasSource("unknown"));
    }
}
