package org.tmcstats.rollup;

import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Gives the days that are due. It needs no checkpoint: a day computed is no longer due. */
@Named
@Dependent
class DailyReader extends AbstractItemReader {
    private final Database database;
    private final DailyRollup rollup;
    private final Deque<LocalDate> days = new ArrayDeque<>();

    @Inject
    DailyReader(Database database, Settings settings) {
        this.database = database.as(DatabaseRole.ROLLUP);
        this.rollup = new DailyRollup(RollupConfig.from(settings));
    }

    @Override
    public void open(@Nullable Serializable checkpoint) {
        database.useTransaction(rollup::settle);
        days.addAll(database.inTransaction(rollup::due));
    }

    @Override
    public @Nullable Object readItem() {
        return days.poll();
    }
}
