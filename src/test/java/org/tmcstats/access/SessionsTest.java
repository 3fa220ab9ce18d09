package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

class SessionsTest {
    private final Database database = TestDatabase.create().database();
    private final Clients clients = new Clients(database, change -> {});
    private final Sessions here = sessions();
    private final Sessions otherNode = sessions();

    private final String secretHash = Secrets.hash("x");

    SessionsTest() {
        clients.add("erika", List.of(Role.ANALYST), null, null, secretHash);
    }

    private String open(boolean secondFactor) {
        return here.open("erika", secretHash, secondFactor).orElseThrow();
    }

    private Sessions sessions() {
        return new Sessions(
                database,
                AccessConfig.from(TestSettings.with("tmc.session.idle", "PT10M", "tmc.session.longest", "PT2H")));
    }

    @Test
    void a_session_is_good_on_every_node_and_ends_on_every_node() {
        String token = open(true);
        Sessions.Session found = otherNode.find(token).orElseThrow();
        assertEquals("erika", found.client().id());
        assertTrue(found.secondFactor());
        otherNode.close(token);
        assertTrue(here.find(token).isEmpty());
        assertNotEquals(token, open(false));
    }

    @Test
    void the_table_holds_nothing_that_opens() {
        String token = open(false);
        String row = database.inTransaction(h -> h.createQuery("SELECT s::text FROM ops.session s")
                .mapTo(String.class)
                .one());
        assertFalse(row.contains(token));
        assertTrue(here.find(token + "x").isEmpty());
        assertTrue(here.find("").isEmpty());
    }

    @Test
    void a_session_ends_when_nothing_is_asked_and_in_any_case_in_the_end() {
        String idle = open(false);
        String busy = open(false);
        move(9, 9);
        assertTrue(here.find(busy).isPresent());
        move(2, 2);
        assertTrue(here.find(idle).isEmpty());
        assertTrue(here.find(busy).isPresent());
        move(0, 108);
        assertTrue(here.find(busy).isPresent());
        move(0, 2);
        assertTrue(here.find(busy).isEmpty());
        open(false);
        Integer left = database.inTransaction(h -> h.createQuery("SELECT count(*) FROM ops.session")
                .mapTo(Integer.class)
                .one());
        assertEquals(1, left, "what has ended is cleared away");
    }

    /** As if so many minutes had passed since the last request, and since the sign-in. */
    private void move(int seen, int created) {
        database.useTransaction(h -> h.execute(
                "UPDATE ops.session SET seen_at = seen_at - make_interval(mins => ?),"
                        + " created_at = created_at - make_interval(mins => ?)",
                seen,
                created));
    }

    @Test
    void a_session_has_the_roles_of_now_and_goes_with_its_client() {
        String token = open(false);
        clients.add("admin", Role.ALL, null, null, Secrets.hash("y"));
        clients.change("erika", List.of(Role.VIEWER), null, List.of("acme"));
        Client now = here.find(token).orElseThrow().client();
        assertEquals(List.of(Role.VIEWER), now.roles());
        assertEquals(List.of("acme"), now.customers());
        clients.remove("erika");
        assertTrue(here.find(token).isEmpty());
    }
}
