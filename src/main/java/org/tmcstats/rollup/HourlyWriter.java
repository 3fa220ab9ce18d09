package org.tmcstats.rollup;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** Merges batches, or rebuilds a day, in the transaction of the chunk. */
@Named
@Dependent
class HourlyWriter extends AbstractItemWriter {
    private final Database database;
    private final HourlyRollup rollup;

    @Inject
    HourlyWriter(Database database, Settings settings) {
        this.database = database.as(DatabaseRole.ROLLUP);
        this.rollup = new HourlyRollup(RollupConfig.from(settings));
    }

    @Override
    public void writeItems(List<Object> items) {
        for (Object item : items) {
            database.useTransaction(handle -> {
                if (item instanceof HourlyWork.Take take) {
                    rollup.take(handle, take.batches());
                } else if (item instanceof HourlyWork.Rebuild rebuild) {
                    rollup.rebuild(handle, rebuild.range());
                }
            });
        }
    }
}
