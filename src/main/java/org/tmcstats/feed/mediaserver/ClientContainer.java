package org.tmcstats.feed.mediaserver;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.glassfish.tyrus.client.ClientManager;

/**
 * The server's WebSocket client, but for its timer. Tyrus arms the idle timeout anew with each message, also when there is
 * none; the managed scheduler that it looks up captures the application's context each time, with a search of the class
 * path, which costs ten times what reading the message does.
 */
final class ClientContainer extends ClientManager {
    private final ScheduledThreadPoolExecutor timer;

    ClientContainer() {
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "media-server-idle");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledExecutorService getScheduledExecutorService() {
        return timer;
    }

    /** Ends the timer; sessions are closed by whoever opened them. */
    void end() {
        timer.shutdownNow();
    }
}
