package org.tmcstats.rollup;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Gives the batches that nobody has taken when the step begins, some millions of records at a time, then the days to
 * rebuild. Its checkpoint is the number of days rebuilt: which batches are taken the database itself knows.
 */
@Named
@Dependent
class HourlyReader extends AbstractItemReader {
    private final Database database;
    private final RollupConfig config;
    private final String rebuild;
    private final Deque<HourlyWork> work = new ArrayDeque<>();
    private int rebuilt;

    @Inject
    HourlyReader(Database database, Settings settings, @BatchProperty(name = "rebuild") String rebuild) {
        this.database = database.as(DatabaseRole.ROLLUP);
        this.config = RollupConfig.from(settings);
        this.rebuild = rebuild == null ? "" : rebuild;
    }

    @Override
    public void open(@Nullable Serializable checkpoint) {
        rebuilt = checkpoint instanceof Integer done ? done : 0;
        work.addAll(untaken(database, config.chunkRecords()));
        if (!rebuild.isEmpty()) {
            RebuildRange.check(database, rebuild).days().stream()
                    .skip(rebuilt)
                    .map(HourlyWork.Rebuild::new)
                    .forEach(work::add);
        }
    }

    @Override
    public @Nullable Object readItem() {
        HourlyWork next = work.poll();
        if (next instanceof HourlyWork.Rebuild) {
            rebuilt++;
        }
        return next;
    }

    @Override
    public Integer checkpointInfo() {
        return rebuilt;
    }

    static List<HourlyWork.Take> untaken(Database database, long chunkRecords) {
        List<HourlyWork.Take> chunks = new ArrayList<>();
        database.useTransaction(handle -> {
            List<Long> chunk = new ArrayList<>();
            long records = 0;
            for (long[] batch : handle.createQuery("SELECT batch, records FROM raw.batch ORDER BY batch")
                    .map((rs, context) -> new long[] {rs.getLong(1), rs.getLong(2)})
                    .list()) {
                if (!chunk.isEmpty() && records + batch[1] > chunkRecords) {
                    chunks.add(new HourlyWork.Take(List.copyOf(chunk)));
                    chunk.clear();
                    records = 0;
                }
                chunk.add(batch[0]);
                records += batch[1];
            }
            if (!chunk.isEmpty()) {
                chunks.add(new HourlyWork.Take(List.copyOf(chunk)));
            }
        });
        return chunks;
    }
}
