package org.tmcstats.privacy.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

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
}
