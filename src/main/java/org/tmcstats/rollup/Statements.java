package org.tmcstats.rollup;

import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.tmcstats.store.Database;

/** Runs the files of sql/rollup, and sees to what all of a roll-up's transactions have in common. */
final class Statements {
    private Statements() {}

    /** One roll-up at a time, whoever started it; and settings for a few large statements. */
    static void begin(Handle handle, RollupConfig config) {
        handle.execute("SELECT pg_advisory_xact_lock(hashtext('tmcstats.rollup'))");
        handle.execute("SET LOCAL timezone = 'UTC'");
        handle.execute("SET LOCAL jit = off");
        handle.execute("SET LOCAL work_mem = '" + config.workMemoryMib() + "MB'");
    }

    static int run(Handle handle, String file, Map<String, String> texts) {
        // Not by the library's templates, which leave quoted text alone. Texts are numbers, times and names of zones.
        String sql = Database.sql("rollup/" + file);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            sql = sql.replace("<" + text.getKey() + ">", text.getValue());
        }
        try (Update update = handle.createUpdate(sql)) {
            return update.execute();
        }
    }

    static int run(Handle handle, String file) {
        return run(handle, file, Map.of());
    }

    /** Temporary tables live as long as the transaction; one that makes them twice drops them between. */
    static void drop(Handle handle, String... tables) {
        handle.execute("DROP TABLE IF EXISTS " + String.join(", ", tables));
    }
}
