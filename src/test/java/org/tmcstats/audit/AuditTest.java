package org.tmcstats.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

class AuditTest {
    @TempDir
    private Path folder;

    private final Database database = TestDatabase.create().database();

    private Audit audit() {
        Keys keys = new Keys(
                database,
                TestSettings.with("tmc.keys.file", folder.resolve("master.key").toString()));
        return TestAudit.of(database, keys);
    }

    private List<Long> places() {
        return database.inTransaction(h -> h.createQuery("SELECT seq FROM audit.entry ORDER BY seq")
                .mapTo(Long.class)
                .list());
    }

    @Test
    void the_end_of_the_chain_is_found_without_reading_the_day() {
        Audit audit = audit();
        for (int i = 0; i < 200; i++) {
            audit.record("job", Action.READ, "call", 1, "test");
        }
        long read = database.inTransaction(h -> {
            assertEquals(
                    200L,
                    h.createQuery("SELECT seq FROM audit.head()")
                            .mapTo(Long.class)
                            .one());
            return h.createQuery("SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables"
                            + " WHERE schemaname = 'audit' AND relname LIKE 'entry%'")
                    .mapTo(Long.class)
                    .one();
        });
        assertEquals(0L, read);
    }

    @Test
    void entries_of_many_at_once_have_places_without_gaps() throws Exception {
        Audit audit = audit();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Integer>> results = threads.invokeAll(IntStream.range(0, 400)
                .mapToObj(i -> (Callable<Integer>) () -> {
                    if (i % 5 == 0) {
                        database.useTransaction(h -> audit.record("job-" + i, Action.CHANGE, "call", i, "test"));
                    } else {
                        audit.record("job-" + i, Action.READ, "call", i, "test");
                    }
                    return i;
                })
                .toList());
        threads.shutdown();
        for (Future<Integer> result : results) {
            result.get();
        }
        assertEquals(LongStream.rangeClosed(1, 400).boxed().toList(), places());
    }

    @Test
    void an_entry_shares_the_fate_of_the_transaction_under_way() {
        Audit audit = audit();
        audit.record("first", Action.READ, "call", 1, "test");
        assertThrows(
                IllegalArgumentException.class,
                () -> database.useTransaction(h -> {
                    audit.record("second", Action.CHANGE, "call", 1, "test");
                    throw new IllegalArgumentException();
                }));
        audit.record("third", Action.READ, "call", 1, "test");
        assertEquals(List.of(1L, 2L), places());
    }

    @Test
    void entries_are_found_by_what_they_say() {
        Audit audit = audit();
        for (int i = 0; i < 30; i++) {
            audit.record("job-" + i % 3, i % 2 == 0 ? Action.READ : Action.ERASE, "call", i, "test");
        }
        Entries entries = new Entries(database);
        assertEquals(
                List.of(20L, 14L, 8L, 2L),
                entries.before(21, wanted("job-1", "erase", null), 5).stream()
                        .map(Entry::seq)
                        .toList());
        assertEquals(
                List.of(),
                entries.before(Long.MAX_VALUE, wanted(null, null, Instant.now().plusSeconds(3600)), 5));
        assertEquals(
                30,
                entries.before(Long.MAX_VALUE, wanted(null, null, Instant.now().minusSeconds(3600)), 50)
                        .size());
    }

    private static Entries.Wanted wanted(String actor, String action, Instant from) {
        return new Entries.Wanted(from, null, actor, null, action, null, null, null);
    }

    @Test
    void somebody_is_found_by_any_spelling() {
        Audit audit = audit();
        Subject phone = new Subject("phone", "+4930123456");
        for (String spelling :
                List.of("+49 30 123456", "tel:+49-30-123456", "0049 30 123456", "sip:+4930123456@gw.example")) {
            assertEquals(audit.hashed(phone), audit.hashed(new Subject("phone", spelling)), spelling);
        }
        assertEquals(
                audit.hashed(new Subject("ip", "2001:db8:0:0:0:0:0:1")),
                audit.hashed(new Subject("ip", "2001:DB8::1")));
        assertNotEquals(audit.hashed(phone), audit.hashed(new Subject("agent", "+4930123456")));
        assertNotEquals(audit.hashed(new Subject("agent", "A7")), audit.hashed(new Subject("agent", "a7")));
    }

    @Test
    void a_customer_is_found_by_the_number_or_address_that_it_is_called_by() {
        Audit audit = audit();
        assertEquals(
                List.of(
                        new Subject("customer", "sip:+49-30-123456@GW.example"),
                        new Subject("phone", "+4930123456"),
                        new Subject("sip-uri", "+49-30-123456@gw.example")),
                audit.names(new Subject("customer", "sip:+49-30-123456@GW.example"))
                        .toList());
        assertEquals(
                List.of(new Subject("customer", "acme")),
                audit.names(new Subject("customer", "acme")).toList());
        assertEquals(
                List.of(new Subject("agent", "+4930123456")),
                audit.names(new Subject("agent", "+4930123456")).toList());
    }

    @Test
    void the_table_refuses_to_forget() {
        audit().record("first", Action.READ, "call", 1, "test");
        for (String sql : List.of(
                "UPDATE audit.entry SET persons = 2",
                "DELETE FROM audit.entry",
                "TRUNCATE audit.entry",
                "TRUNCATE audit.anchor")) {
            assertThrows(RuntimeException.class, () -> database.useTransaction(h -> h.execute(sql)), sql);
        }
        assertEquals(List.of(1L), places());
    }
}
