package org.tmcstats.batch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job.
 *
 * @param status as Jakarta Batch names it: STARTING, STARTED, STOPPING, STOPPED, FAILED, COMPLETED, ABANDONED
 * @param exitStatus what the job says of its end; null until then
 * @param startedAt null until it started
 * @param endedAt null until it ended
 * @param parameters texts by name
 * @param counts over all steps
 * @param steps in the order in which they started
 * @param progress null when no step has started
 * @param error why it failed: kinds of errors, no values; null when it did not, or it is not known
 */
public record Execution(
        long id,
        String job,
        String status,
        @Nullable String exitStatus,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Map<String, String> parameters,
        Counts counts,
        List<Step> steps,
        @Nullable Progress progress,
        @Nullable String error) {
    /** Items and transactions; a batchlet has none. */
    public record Counts(
            long read,
            long written,
            long filtered,
            long readSkipped,
            long processSkipped,
            long writeSkipped,
            long commits,
            long rollbacks) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    read + other.read,
                    written + other.written,
                    filtered + other.filtered,
                    readSkipped + other.readSkipped,
                    processSkipped + other.processSkipped,
                    writeSkipped + other.writeSkipped,
                    commits + other.commits,
                    rollbacks + other.rollbacks);
        }
    }

    /** A step of the run, as of its last checkpoint. */
    public record Step(
            String name,
            String status,
            @Nullable String exitStatus,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            Counts counts) {}

    /** Where the run is: the step under way or the last one, and how many are complete. */
    public record Progress(String step, int stepsCompleted) {}

    /** What listings and replies to a start say. */
    public record Summary(
            long id,
            String job,
            String status,
            @Nullable String exitStatus,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}
}
