package org.tmcstats.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tmcstats.problem.ProblemException;

class PageTest {
    @Test
    void a_page_leads_to_the_next_until_the_last() {
        Paging first = new Paging("2", null);
        Page<String> page = Page.of(List.of("a", "b", "c"), first, item -> List.of(item, "x"));
        assertEquals(List.of("a", "b"), page.items());
        Paging second = new Paging("2", page.next());
        assertEquals(List.of("b", "x"), second.position(2));
        assertNull(Page.of(List.of("c"), second, item -> List.of(item, "x")).next());
        assertThrows(ProblemException.class, () -> second.position(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "x", "", "1e2"})
    void a_limit_out_of_range_is_refused(String limit) {
        assertThrows(ProblemException.class, () -> new Paging(limit, null).limit());
    }

    @Test
    void a_cursor_that_no_list_gave_is_refused() {
        // "AA" is a character that the database cannot hold.
        for (String cursor : List.of("AA", "YQBi", "%", "")) {
            assertThrows(
                    ProblemException.class, () -> new Paging(null, cursor).position(cursor.isEmpty() ? 2 : 1), cursor);
        }
    }

    @Test
    void without_parameters_a_page_has_a_hundred_items_and_begins_at_the_start() {
        assertEquals(100, new Paging(null, null).limit());
        assertEquals(List.of(), new Paging(null, null).position(1));
    }
}
