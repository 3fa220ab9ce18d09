package org.tmcstats.spool;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One partition's log: appends go to memory, one thread writes and syncs whatever has gathered (group commit). When the
 * disk bound is reached, or the disk refuses, appends wait.
 */
final class Log {
    private static final Logger LOGGER = System.getLogger(Log.class.getName());
    private static final int GATHER_BYTES = 4 << 20;
    private static final int WORTH_SYNCING = 256 << 10;
    private static final Duration LINGER = Duration.ofMillis(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final SpoolConfig config;
    private final Segments segments;
    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    /** Something gathered, somebody waits for the disk, or the log closes: the flusher's. */
    private final Condition work = lock.newCondition();
    /** There is room, or the log closes. */
    private final Condition room = lock.newCondition();
    /** More is on disk, or the log closes. */
    private final Condition synced = lock.newCondition();
    /** There is what the reader waits for, or the log closes. */
    private final Condition readable = lock.newCondition();
    /** More is in the database, or the log closes. */
    private final Condition taken = lock.newCondition();

    private final Thread flusher;
    /** Held while a segment is written to, or put away. */
    private final Object writing = new Object();

    private ByteBuffer gathering = ByteBuffer.allocate(GATHER_BYTES);
    private ByteBuffer flushing = ByteBuffer.allocate(GATHER_BYTES);
    private long appended;
    private long durable;
    private long stored;
    /** What the reader waits for: more than this. */
    private long awaited = Long.MAX_VALUE;

    private int awaitingDisk;
    private int awaitingDatabase;
    private boolean closed;
    private boolean failing;
    private @Nullable FileChannel channel;
    private long segment;

    Log(Path dir, SpoolConfig config, ThreadFactory threads) throws IOException {
        this.config = config;
        this.segments = new Segments(dir);
        this.bound = config.maxBytes() / config.partitions();
        this.appended = segments.end();
        this.durable = appended;
        this.stored = segments.start();
        this.flusher = threads.newThread(this::flush);
        flusher.start();
    }

    /** Longest frame that the bound leaves room for, kept segments included. */
    int longest() {
        return (int) Math.min(Segments.LONGEST, bound / 4);
    }

    /** Appends, waiting while the log is full; returns the position behind the record. */
    long append(byte[] frame) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!fits(frame.length)) {
                refuseIfClosed();
                room.await();
            }
            return put(frame);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends. Returns -1 when the bound is reached or the disk refuses, at once, or when the disk does not keep up for
     * longer than the patience: who asks here holds a thread that others need.
     */
    long offer(byte[] frame, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (!fits(frame.length)) {
                refuseIfClosed();
                if (left <= 0 || failing || !hasRoom(frame.length)) {
                    return -1;
                }
                left = room.awaitNanos(left);
            }
            return put(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything before the position is on disk; false when the patience ran out. */
    boolean awaitDurable(long position, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            awaitingDisk++;
            work.signal();
            while (durable < position) {
                if (left <= 0 || failing || (closed && !flusher.isAlive())) {
                    return false;
                }
                left = synced.awaitNanos(left);
            }
            return true;
        } finally {
            awaitingDisk--;
            lock.unlock();
        }
    }

    /** Waits until everything before the position is in the database; meanwhile its reader does not linger. */
    void awaitStored(long position) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitingDatabase++;
            readable.signal();
            while (stored < position) {
                refuseIfClosed();
                taken.await();
            }
        } finally {
            awaitingDatabase--;
            lock.unlock();
        }
    }

    /** Waits until there is something to read behind the position, or the time is up. For one thread, the log's reader. */
    void awaitReadable(long position, Duration time) throws InterruptedException {
        awaitReadable(position, time, false);
    }

    /** As {@link #awaitReadable}, for more than there is: not while somebody waits for the database. */
    void awaitMore(long position, Duration time) throws InterruptedException {
        awaitReadable(position, time, true);
    }

    private void awaitReadable(long position, Duration time, boolean more) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            awaited = position;
            while (durable <= position && !closed && !(more && awaitingDatabase > 0) && left > 0) {
                left = readable.awaitNanos(left);
            }
        } finally {
            awaited = Long.MAX_VALUE;
            lock.unlock();
        }
    }

    /** Says how far the database has got, which frees room. */
    void storedTo(long position) {
        lock.lock();
        try {
            stored = position;
            // Kept segments make room before an append has to wait for it.
            segments.trim(position, config.keep(), bound / 4 * 3);
            taken.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the segment that is written to: what is durable by now lies before the position returned, for good. */
    long seal() throws IOException {
        synchronized (writing) {
            if (channel != null) {
                channel.close();
                channel = null;
            }
            return segments.end();
        }
    }

    long appended() {
        lock.lock();
        try {
            return appended;
        } finally {
            lock.unlock();
        }
    }

    /** Position behind the last record that the database has. */
    long stored() {
        lock.lock();
        try {
            return stored;
        } finally {
            lock.unlock();
        }
    }

    /** Position behind the last durable record. */
    long durable() {
        lock.lock();
        try {
            return durable;
        } finally {
            lock.unlock();
        }
    }

    /** True while the disk refuses writes or the bound is reached, or when nothing writes any more. */
    boolean blocked() {
        lock.lock();
        try {
            return failing || !fits(0) || !flusher.isAlive();
        } finally {
            lock.unlock();
        }
    }

    Segments segments() {
        return segments;
    }

    /** Flushes what was appended and stops. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            for (Condition condition : List.of(work, room, synced, readable, taken)) {
                condition.signalAll();
            }
        } finally {
            lock.unlock();
        }
        flusher.join();
    }

    private boolean fits(int length) {
        return !closed && (gathering.position() == 0 || gathering.remaining() >= length) && hasRoom(length);
    }

    private boolean hasRoom(int length) {
        return segments.bytes() + (appended - durable) + length <= bound;
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the spool is closed");
        }
    }

    private long put(byte[] frame) {
        if (gathering.remaining() < frame.length) {
            gathering = ByteBuffer.allocate(frame.length);
        }
        boolean first = gathering.position() == 0;
        gathering.put(frame);
        appended += frame.length;
        if (first || gathering.position() >= WORTH_SYNCING) {
            work.signal();
        }
        return appended;
    }

    private void flush() {
        while (gather()) {
            flushing.flip();
            if (!write(flushing)) {
                return;
            }
            flushing.clear();
        }
    }

    /** Waits for something to write; false when the log was closed and everything is written. */
    private boolean gather() {
        lock.lock();
        try {
            while (gathering.position() == 0) {
                if (closed) {
                    return false;
                }
                work.awaitUninterruptibly();
            }
            linger();
            ByteBuffer full = gathering;
            gathering = flushing.capacity() > GATHER_BYTES ? ByteBuffer.allocate(GATHER_BYTES) : flushing;
            gathering.clear();
            flushing = full;
            room.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A sync costs the disk as much for one record as for hundreds: while nobody waits for it, a few more are gathered. */
    private void linger() {
        long left = LINGER.toNanos();
        try {
            while (awaitingDisk == 0 && !closed && gathering.position() < WORTH_SYNCING && left > 0) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // The flusher ends by close() alone; what has gathered is written.
            LOGGER.log(Level.DEBUG, "the flusher was interrupted", e);
        }
    }

    /** Writes and syncs, however often it takes; false when the log was closed before the disk would. */
    private boolean write(ByteBuffer bytes) {
        while (true) {
            try {
                synchronized (writing) {
                    writeOnce(bytes.duplicate());
                }
                lock.lock();
                try {
                    durable += bytes.remaining();
                    failing = false;
                    synced.signalAll();
                    room.signalAll();
                    if (durable > awaited) {
                        readable.signal();
                    }
                } finally {
                    lock.unlock();
                }
                return true;
            } catch (IOException | RuntimeException | Error e) {
                // Also an Error: a flusher that ends for good would stop every feed.
                if (!failing) {
                    LOGGER.log(Level.ERROR, "the spool cannot be written; sources wait until it can", e);
                }
                if (!waitToRetry()) {
                    return false;
                }
            }
        }
    }

    /** After a failed sync the page cache may have dropped the bytes, so a retry writes them to a new segment. */
    private void writeOnce(ByteBuffer bytes) throws IOException {
        FileChannel out = channel;
        if (out == null || durable - segment >= Math.min(config.segmentBytes(), bound / 8)) {
            if (out != null) {
                out.close();
            }
            segment = durable;
            out = segments.begin(segment);
            channel = out;
        }
        try {
            int length = bytes.remaining();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false);
            segments.grew(segment, durable - segment + length);
        } catch (IOException | RuntimeException | Error e) {
            channel = null;
            try (FileChannel broken = out) {
                broken.truncate(durable - segment);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private boolean waitToRetry() {
        lock.lock();
        try {
            failing = true;
            synced.signalAll();
            room.signalAll();
            long left = RETRY.toNanos();
            while (left > 0 && !closed) {
                left = work.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
