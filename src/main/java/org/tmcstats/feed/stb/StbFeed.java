package org.tmcstats.feed.stb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tmcstats.feed.Feed;
import org.tmcstats.feed.FeedReply;
import org.tmcstats.feed.FeedState;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.raw.Decoded;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.spool.Spool;

/** Reports of set-top boxes on their way into the spool. */
@ApplicationScoped
public class StbFeed implements Feed {
    /** A box reports every few minutes; without any for this long nobody is sending. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    private final Spool spool;
    private final StbDecoder decoder;
    /** One value, for consistency without a lock: requests replace it only when the state changes or a second passed. */
    private volatile Activity activity = new Activity(FeedState.IDLE, Instant.now(), Instant.MIN);

    private record Activity(FeedState state, Instant since, Instant lastAt) {}

    @Inject
    public StbFeed(Spool spool, StbDecoder decoder) {
        this.spool = spool;
        this.decoder = decoder;
    }

    /**
     * Takes a body; it is on disk when this returns.
     *
     * @throws ProblemException unreadable when nothing in it is JSON, unavailable when it cannot be made durable
     */
    FeedReply take(String origin, byte[] body) {
        Instant now = Instant.now();
        RawMessage message = new RawMessage(StbDecoder.KIND, origin, now, body);
        Decoded decoded = decoder.decode(message);
        FeedReply reply = FeedReply.of(decoded);
        try {
            spool.appendDurably(message, decoded.elements());
        } catch (ProblemException e) {
            change(FeedState.FAILING, now);
            throw e;
        }
        change(FeedState.RECEIVING, now);
        return reply;
    }

    @Override
    public List<Status> status() {
        Activity now = activity;
        Instant quiet = now.lastAt.equals(Instant.MIN) ? now.lastAt : now.lastAt.plus(RECENT);
        boolean idle = now.state != FeedState.IDLE && quiet.isBefore(Instant.now());
        return List.of(new Status(
                StbDecoder.KIND, StbDecoder.KIND, idle ? FeedState.IDLE : now.state, idle ? quiet : now.since));
    }

    private void change(FeedState state, Instant now) {
        Activity before = activity;
        boolean quiet =
                before.lastAt.equals(Instant.MIN) || before.lastAt.plus(RECENT).isBefore(now);
        if (before.state != state || quiet) {
            activity = new Activity(state, now, now);
        } else if (before.lastAt.plusSeconds(1).isBefore(now)) {
            activity = new Activity(state, before.since, now);
        }
    }
}
