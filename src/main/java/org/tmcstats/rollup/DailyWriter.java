package org.tmcstats.rollup;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.LocalDate;
import java.util.List;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Computes a day in the transaction of the chunk. */
@Named
@Dependent
class DailyWriter extends AbstractItemWriter {
    private final Database database;
    private final DailyRollup rollup;

    @Inject
    DailyWriter(Database database, Settings settings) {
        this.database = database.as(DatabaseRole.ROLLUP);
        this.rollup = new DailyRollup(RollupConfig.from(settings));
    }

    @Override
    public void writeItems(List<Object> items) {
        for (Object item : items) {
            database.useTransaction(handle -> rollup.compute(handle, (LocalDate) item));
        }
    }
}
