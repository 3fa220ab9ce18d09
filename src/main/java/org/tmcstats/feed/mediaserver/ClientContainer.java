package org.tmcstats.feed.mediaserver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.client.ClientManager;
import org.jspecify.annotations.Nullable;

/**
 * The server's WebSocket client, but for its timer. Tyrus arms the idle timeout anew with each message, also when there is
 * none: a task with delay 0, which finds that there is nothing to do. The managed scheduler that it looks up searches the
 * class path for each of them, which costs ten times what reading the message does; any scheduler hands it to a thread. Here
 * such a task is not run at all.
 */
final class ClientContainer extends ClientManager {
    private final Timer timer = new Timer();

    @Override
    public ScheduledExecutorService getScheduledExecutorService() {
        return timer;
    }

    /** Ends the timer; sessions are closed by whoever opened them. */
    void end() {
        timer.shutdownNow();
    }

    private static final class Timer extends ScheduledThreadPoolExecutor {
        private static final ScheduledFuture<?> NOTHING = new Nothing();

        Timer() {
            super(1, work -> {
                Thread thread = new Thread(work, "media-server-idle");
                thread.setDaemon(true);
                return thread;
            });
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            return delay <= 0 ? NOTHING : super.schedule(work, delay, unit);
        }
    }

    /** Done before it began. */
    private static final class Nothing extends CompletableFuture<@Nullable Void>
            implements ScheduledFuture<@Nullable Void> {
        Nothing() {
            complete(null);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(-other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
