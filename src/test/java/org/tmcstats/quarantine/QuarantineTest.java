package org.tmcstats.quarantine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;

class QuarantineTest {
    private final Database database = TestDatabase.create().database();
    private final Quarantine quarantine = new Quarantine(database);

    @Test
    void the_latest_comes_first_and_pages_go_on_where_the_last_ended() {
        for (int i = 1; i <= 5; i++) {
            add("2026-03-2" + (4 + i % 3) + "T10:00:00Z", ("{" + i).getBytes(StandardCharsets.UTF_8));
        }
        Page<Quarantine.Entry> first = quarantine.page(new Paging("2", null));
        assertEquals(List.of("{5", "{4"), bodies(first));
        Page<Quarantine.Entry> second = quarantine.page(new Paging("2", first.next()));
        assertEquals(List.of("{3", "{2"), bodies(second));
        Page<Quarantine.Entry> last = quarantine.page(new Paging("2", second.next()));
        assertEquals(List.of("{1"), bodies(last));
        assertNull(last.next());
        assertEquals("/a is missing", last.items().get(0).reason());
        assertEquals(Instant.parse("2026-03-25T10:00:00Z"), last.items().get(0).receivedAt());
    }

    @Test
    void long_bodies_are_cut_and_what_is_not_utf_8_is_shown_all_the_same() {
        add("2026-03-25T10:00:00Z", new byte[Quarantine.LONGEST_BODY + 1]);
        add("2026-03-25T10:00:00Z", new byte[] {'a', (byte) 0xFF});
        List<Quarantine.Entry> entries = quarantine.page(new Paging(null, null)).items();
        assertEquals("a\ufffd", entries.get(0).body());
        assertFalse(entries.get(0).truncated());
        assertEquals(Quarantine.LONGEST_BODY, entries.get(1).body().length());
        assertTrue(entries.get(1).truncated());
    }

    private static List<String> bodies(Page<Quarantine.Entry> page) {
        return page.items().stream().map(Quarantine.Entry::body).toList();
    }

    private void add(String receivedAt, byte[] body) {
        database.useTransaction(h -> {
            h.createQuery("SELECT ops.ensure_day(CAST(:day AS date))")
                    .bind("day", receivedAt.substring(0, 10))
                    .mapTo(Integer.class)
                    .one();
            h.createUpdate("INSERT INTO identity.quarantine (day, received_at, feed, origin, reason, body)"
                            + " VALUES (CAST(:day AS date), :at, 'stb', '', '/a is missing', :body)")
                    .bind("day", receivedAt.substring(0, 10))
                    .bind("at", Instant.parse(receivedAt))
                    .bind("body", body)
                    .execute();
        });
    }
}
