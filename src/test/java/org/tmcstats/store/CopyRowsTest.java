package org.tmcstats.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tmcstats.testing.TestDatabase;

class CopyRowsTest {
    private static final Database DATABASE = TestDatabase.create().database();

    /** Lengths around those at which the sender begins another buffer. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 900, 980, 985, 990, 991, 992, 993, 994, 995, 1000, 1 << 17, (1 << 17) - 4, 1_000_000})
    void rows_of_any_length_arrive_whole(int length) {
        Random random = new Random(length);
        byte[][] bodies = new byte[5][];
        CopyRows rows = new CopyRows();
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = new byte[i == 2 ? 3 : length];
            random.nextBytes(bodies[i]);
            rows.row(2).int4(i).bytes(bodies[i]);
        }
        List<byte[]> stored = DATABASE.inTransaction(h -> {
            h.execute("CREATE TEMP TABLE copied (n int, body bytea) ON COMMIT DROP");
            assertEquals(bodies.length, Database.copy(h, "copied (n, body)", rows));
            return h.createQuery("SELECT body FROM copied ORDER BY n")
                    .mapTo(byte[].class)
                    .list();
        });
        for (int i = 0; i < bodies.length; i++) {
            assertArrayEquals(bodies[i], stored.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40, 41, 42, 9_000, 200_000})
    void many_small_rows_arrive_whole(int count) {
        CopyRows rows = new CopyRows();
        for (int i = 0; i < count; i++) {
            rows.row(1).int4(i);
        }
        long sum = DATABASE.inTransaction(h -> {
            h.execute("CREATE TEMP TABLE copied (n int) ON COMMIT DROP");
            assertEquals(count, Database.copy(h, "copied (n)", rows));
            return h.createQuery("SELECT sum(n) FROM copied").mapTo(Long.class).one();
        });
        assertEquals((long) count * (count - 1) / 2, sum);
    }
}
