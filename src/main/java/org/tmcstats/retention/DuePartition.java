package org.tmcstats.retention;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A partition whose time is over, for both data sets or for one.
 *
 * @param partition which
 * @param keptDataset data set that is kept longer; null when none is
 * @param droppable no record is accepted any more that would need the partition
 */
record DuePartition(Partition partition, @Nullable String keptDataset, boolean droppable) {
    /** Empty when it is not due, or there is nothing left to do. */
    static Optional<DuePartition> of(Partition partition, RetentionDays retention, LocalDate today, int maxAgeDays) {
        List<String> kept = new ArrayList<>();
        for (String set : RetentionDays.DATASETS) {
            int days = retention.of(partition.topic(), set);
            if (partition.keepAccepted()) {
                days = Math.max(days, maxAgeDays + Purge.MARGIN_DAYS);
            }
            if (partition.next().isAfter(today.minusDays(days))) {
                kept.add(set);
            }
        }
        boolean droppable = !partition.next().isAfter(today.minusDays(maxAgeDays + (long) Purge.MARGIN_DAYS));
        if (kept.size() == RetentionDays.DATASETS.size()
                || !kept.isEmpty() && !tellsDataset(partition, kept.get(0), retention, today)
                || partition.empty() && !(droppable && kept.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new DuePartition(partition, kept.isEmpty() ? null : kept.get(0), droppable));
    }

    /** Hours may go before the identities do: what they no longer tell goes when the longer time is over. */
    private static boolean tellsDataset(Partition partition, String dataset, RetentionDays retention, LocalDate today) {
        return partition.knowsDataset()
                && (!partition.asksHours()
                        || partition.first().isAfter(today.minusDays(retention.of(Topic.HOURLY_KPIS, dataset))));
    }
}
