package org.tmcstats.raw;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What became of each feed's elements since this node started. */
@ApplicationScoped
public class FeedCounters {
    private static final Counts NONE = new Counts(0, 0, 0, null);

    private final Map<String, Counts> byFeed = new ConcurrentHashMap<>();

    /**
     * Elements of one feed.
     *
     * @param stored in the raw tables
     * @param duplicate recognised as repeats
     * @param quarantined in quarantine
     * @param lastMessageAt receipt of the last message that was stored; null when there was none
     */
    public record Counts(
            long stored,
            long duplicate,
            long quarantined,
            @Nullable Instant lastMessageAt) {
        Counts plus(Counts other) {
            Instant last =
                    lastMessageAt == null || (other.lastMessageAt != null && other.lastMessageAt.isAfter(lastMessageAt))
                            ? other.lastMessageAt
                            : lastMessageAt;
            return new Counts(
                    stored + other.stored, duplicate + other.duplicate, quarantined + other.quarantined, last);
        }
    }

    public Counts of(String feed) {
        return byFeed.getOrDefault(feed, NONE);
    }

    void add(String feed, Counts counts) {
        byFeed.merge(feed, counts, Counts::plus);
    }
}
