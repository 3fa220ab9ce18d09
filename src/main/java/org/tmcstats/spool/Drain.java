package org.tmcstats.spool;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.RawWriter;
import org.tmcstats.raw.RawWriter.Prepared;
import org.tmcstats.raw.SpoolPosition;
import org.tmcstats.raw.Spooled;

/**
 * Takes one log's records to the raw tables, each batch in the transaction that moves the position. While a batch is
 * written the next is read and decoded. The database may be away for as long as the disk holds out.
 */
final class Drain implements Runnable {
    private static final Logger LOGGER = System.getLogger(Drain.class.getName());
    private static final int MAX_RECORDS = 8_000;
    private static final int MAX_BYTES = 8 << 20;
    private static final int WORTH_WRITING = 512 << 10;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private final UUID spool;
    private final int partition;
    private final Log log;
    private final RawWriter writer;
    private final WaitingCounts waiting;
    private final Duration linger;
    private final Executor decoding;
    private volatile boolean stopping;
    private volatile @Nullable Instant oldest;
    private boolean counted;
    private Duration pause = SHORTEST_RETRY;

    private record Ready(LogReader.Batch batch, Prepared prepared) {}

    Drain(
            UUID spool,
            int partition,
            Log log,
            RawWriter writer,
            WaitingCounts waiting,
            Duration linger,
            Executor decoding) {
        this.spool = spool;
        this.partition = partition;
        this.log = log;
        this.writer = writer;
        this.waiting = waiting;
        this.linger = linger;
        this.decoding = decoding;
    }

    /** Makes it write what there is without waiting for more, and end. */
    void stop() {
        stopping = true;
    }

    /** Receipt of the oldest record that is not stored yet; null when there is none. */
    @Nullable
    Instant oldest() {
        return oldest;
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                long most = counted ? log.appended() : waiting.startOf(partition);
                long position = writer.position(spool, partition, log.segments().start(), most);
                count(position);
                log.storedTo(position);
                drainFrom(position);
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                // Also an Error: a drain that ends for good would fill the spool.
                oldest = null;
                LOGGER.log(
                        Level.WARNING,
                        "partition {0} of the spool waits: {1}",
                        partition,
                        e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
                try {
                    log.awaitReadable(Long.MAX_VALUE, pause);
                } catch (InterruptedException interrupted) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? pause.multipliedBy(2) : LONGEST_RETRY;
            }
        }
    }

    /**
     * Counts what waits, at first all that lay there when the log was opened. Later the database may be elsewhere than it
     * was left: further, when it committed and its answer was lost, or back, when an older one was restored.
     */
    private void count(long position) throws IOException {
        if (!counted) {
            // What was appended since the log was opened is counted already.
            each(position, waiting.startOf(partition), waiting::add);
            counted = true;
        } else if (position > log.stored()) {
            each(log.stored(), position, waiting::remove);
        } else {
            each(position, log.stored(), waiting::add);
        }
    }

    private void each(long from, long to, Consumer<Spooled> todo) throws IOException {
        try (LogReader reader = new LogReader(log, from, to, MAX_RECORDS, MAX_BYTES)) {
            LogReader.Batch batch;
            do {
                batch = reader.next();
                batch.records().forEach(todo);
            } while (!batch.records().isEmpty());
        }
    }

    private void drainFrom(long position) throws InterruptedException, IOException {
        try (LogReader reader = new LogReader(log, position, Long.MAX_VALUE, MAX_RECORDS, MAX_BYTES)) {
            Ready ready = null;
            long at = position;
            while (!stopping || ready != null) {
                if (ready == null) {
                    log.awaitReadable(at, IDLE);
                    gather(at);
                    ready = read(reader);
                    if (ready == null) {
                        continue;
                    }
                }
                boolean more = !stopping && log.durable() - ready.batch().to() >= WORTH_WRITING;
                CompletableFuture<@Nullable Ready> next =
                        more ? CompletableFuture.supplyAsync(() -> readUnchecked(reader), decoding) : null;
                try {
                    at = store(ready);
                } finally {
                    ready = next == null ? null : next.join();
                }
            }
        }
    }

    private long store(Ready ready) {
        LogReader.Batch batch = ready.batch();
        oldest = batch.records().get(0).message().receivedAt();
        writer.store(new SpoolPosition(spool, partition, batch.from(), batch.to()), ready.prepared());
        pause = SHORTEST_RETRY;
        batch.records().forEach(waiting::remove);
        oldest = null;
        log.storedTo(batch.to());
        return batch.to();
    }

    /** Small batches cost the database as much as large ones: waits a little for more. */
    private void gather(long from) throws InterruptedException {
        if (!stopping && log.durable() > from) {
            log.awaitMore(from + WORTH_WRITING, linger);
        }
    }

    private @Nullable Ready read(LogReader reader) throws IOException {
        LogReader.Batch batch = reader.next();
        return batch.records().isEmpty() ? null : new Ready(batch, writer.prepare(batch.records()));
    }

    private @Nullable Ready readUnchecked(LogReader reader) {
        try {
            return read(reader);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
