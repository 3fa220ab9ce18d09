package org.tmcstats.spool;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final SpoolConfig config;
    private final Segments segments;
    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread flusher;
    /** Held while a segment is written to, or put away. */
    private final Object writing = new Object();

    private ByteBuffer gathering = ByteBuffer.allocate(GATHER_BYTES);
    private ByteBuffer flushing = ByteBuffer.allocate(GATHER_BYTES);
    private long appended;
    private long durable;
    private long stored;
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
                changed.await();
            }
            return put(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Appends unless the log stays full for longer than the patience; returns -1 then. */
    long offer(byte[] frame, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (!fits(frame.length)) {
                refuseIfClosed();
                if (left <= 0) {
                    return -1;
                }
                left = changed.awaitNanos(left);
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
            while (durable < position) {
                if (left <= 0 || (closed && !flusher.isAlive())) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything before the position is in the database. */
    void awaitStored(long position) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (stored < position) {
                refuseIfClosed();
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to read behind the position, or the time is up. */
    void awaitReadable(long position, Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (durable <= position && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
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
            changed.signalAll();
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

    /** Position behind the last durable record. */
    long durable() {
        lock.lock();
        try {
            return durable;
        } finally {
            lock.unlock();
        }
    }

    /** True while the disk refuses writes or the bound is reached. */
    boolean blocked() {
        lock.lock();
        try {
            return failing || !fits(0);
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
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        flusher.join();
    }

    private boolean fits(int length) {
        return !closed
                && (gathering.position() == 0 || gathering.remaining() >= length)
                && segments.bytes() + (appended - durable) + length <= bound;
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
        gathering.put(frame);
        appended += frame.length;
        changed.signalAll();
        return appended;
    }

    private void flush() {
        while (true) {
            lock.lock();
            try {
                while (gathering.position() == 0) {
                    if (closed) {
                        return;
                    }
                    changed.awaitUninterruptibly();
                }
                ByteBuffer full = gathering;
                gathering = flushing.capacity() > GATHER_BYTES ? ByteBuffer.allocate(GATHER_BYTES) : flushing;
                gathering.clear();
                flushing = full;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            flushing.flip();
            if (!write(flushing)) {
                return;
            }
            flushing.clear();
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
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
                return true;
            } catch (IOException e) {
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
        } catch (IOException e) {
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
            if (closed) {
                return false;
            }
            long left = RETRY.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
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
