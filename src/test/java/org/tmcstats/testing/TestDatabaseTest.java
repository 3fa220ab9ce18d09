package org.tmcstats.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.tmcstats.store.Database;

class TestDatabaseTest {
    private final Database database = TestDatabase.create().database();

    @Test
    void partitions_of_a_day_are_made_once() {
        int tables = count("SELECT count(*) FROM ops.partitioned");
        assertEquals(tables, count("SELECT ops.ensure_day(DATE '2026-03-29')"));
        assertEquals(0, count("SELECT ops.ensure_day(DATE '2026-03-29')"));
    }

    private int count(String sql) {
        Integer count = database.inTransaction(
                h -> h.createQuery(sql).mapTo(Integer.class).one());
        return count;
    }
}
