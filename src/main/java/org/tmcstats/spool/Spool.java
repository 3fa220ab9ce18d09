package org.tmcstats.spool;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.raw.Backlog;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.raw.RawWriter;
import org.tmcstats.raw.Spooled;

/** The node's spool. A feed appends; drains take the records to the database in the order of their partition. */
@ApplicationScoped
public class Spool implements Backlog {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final SpoolConfig config;
    private final RawWriter writer;
    private final WaitingCounts waiting = new WaitingCounts();
    private final List<Log> logs = new ArrayList<>();
    private final List<Drain> drains = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @Resource
    private @Nullable ManagedThreadFactory managed;

    private @Nullable ExecutorService decoding;
    private @Nullable FileLock lock;

    /**
     * What waits of one feed.
     *
     * @param elements elements appended and not stored
     * @param lag age of the oldest of the node's records that are being stored; zero when nothing waits
     */
    public record Waiting(long elements, Duration lag) {}

    @Inject
    public Spool(Settings settings, RawWriter writer) {
        this.config = SpoolConfig.from(settings);
        this.writer = writer;
    }

    /** Whoever needs it first finds it open; a feed may start before the application has. */
    @PostConstruct
    void open() {
        open(managed == null ? Thread::new : managed);
    }

    /** Being called is enough: what lies in the folder is drained without waiting for a first message. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {}

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        close();
    }

    /** Opens the folder and begins to drain; for use without a server. */
    public synchronized void open(ThreadFactory factory) {
        try {
            Files.createDirectories(config.dir());
            lock = lock();
            UUID id = id();
            decoding = Executors.newCachedThreadPool(factory);
            for (int i = 0; i < config.partitions() || Files.isDirectory(folder(i)); i++) {
                Log log = new Log(folder(i), config, factory);
                waiting.opened(i, log.appended());
                Drain drain = new Drain(id, i, log, writer, waiting, config.linger(), decoding);
                Thread thread = factory.newThread(drain);
                logs.add(log);
                drains.add(drain);
                threads.add(thread);
                thread.start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what is in memory to disk and stops; what is not stored yet is stored after the next start. */
    public synchronized void close() {
        try {
            drains.forEach(Drain::stop);
            for (Log log : logs) {
                log.close();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            if (decoding != null) {
                decoding.shutdown();
            }
            if (lock != null) {
                lock.channel().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        logs.clear();
        drains.clear();
        threads.clear();
    }

    /**
     * Takes a message; it is durable with the next group commit, a few milliseconds later. Waits while the spool is full,
     * which holds the source back.
     *
     * @param elements elements of the message as far as known, at least 1
     */
    public void append(RawMessage message, int elements) throws InterruptedException {
        append(new Spooled(message, elements, null));
    }

    /** As {@link #append(RawMessage, int)}, straight to quarantine. */
    public void reject(RawMessage message, String reason) throws InterruptedException {
        append(new Spooled(message, 1, reason));
    }

    /**
     * Takes a message and returns when it is on disk.
     *
     * @throws ProblemException UNAVAILABLE, worth a retry, when the spool is full or the disk refuses; TOO_LARGE
     */
    public void appendDurably(RawMessage message, int elements) {
        Spooled record = new Spooled(message, elements, null);
        Log log = logOf(message);
        byte[] frame = Frame.encode(record);
        if (frame.length > log.longest()) {
            throw new ProblemException(ProblemType.TOO_LARGE, "The body is longer than the spool has room for");
        }
        try {
            waiting.add(record);
            long end = log.offer(frame, PATIENCE);
            if (end < 0) {
                waiting.remove(record);
                throw unavailable("the spool is full");
            }
            if (!log.awaitDurable(end, PATIENCE)) {
                throw unavailable("the spool's disk does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the server is stopping");
        }
    }

    /** What waits of a feed. */
    public Waiting waiting(String feed) {
        Instant oldest = null;
        for (Drain drain : drains) {
            Instant its = drain.oldest();
            oldest = its != null && (oldest == null || its.isBefore(oldest)) ? its : oldest;
        }
        long elements = waiting.of(feed);
        return new Waiting(
                elements, elements == 0 || oldest == null ? Duration.ZERO : Duration.between(oldest, Instant.now()));
    }

    /** True when records can be appended without waiting. */
    public boolean accepting() {
        return !logs.isEmpty() && logs.stream().noneMatch(Log::blocked);
    }

    @Override
    public void awaitStored() throws InterruptedException {
        for (Log log : logs) {
            log.awaitStored(log.appended());
        }
    }

    /** The spool's own id, made with its folder. */
    public UUID spoolId() {
        try {
            return id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Blanks records that were appended before the call, once all of them are stored. Their places stay, so that positions
     * hold; a database restored from a backup does not get them back.
     *
     * @return records blanked
     * @throws InterruptedException when the waiting thread is to stop
     */
    public long blank(Predicate<Spooled> chosen) throws InterruptedException {
        awaitStored();
        long blanked = 0;
        try {
            for (Log log : List.copyOf(logs)) {
                // Appends go on meanwhile, to segments behind this one.
                long end = log.seal();
                log.awaitStored(end);
                blanked += log.segments().blank(end, chosen);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return blanked;
    }

    private void append(Spooled record) throws InterruptedException {
        Log log = logOf(record.message());
        byte[] frame = Frame.encode(record);
        if (frame.length > log.longest()) {
            RawMessage message = record.message();
            RawMessage emptied = new RawMessage(message.feed(), message.origin(), message.receivedAt(), new byte[0]);
            append(new Spooled(emptied, 1, "longer than the spool has room for"));
            return;
        }
        waiting.add(record);
        log.append(frame);
    }

    /** One source's records keep their order. */
    private Log logOf(RawMessage message) {
        if (logs.isEmpty()) {
            throw unavailable("the spool is not open");
        }
        int hash = 31 * message.feed().hashCode() + message.origin().hashCode();
        return logs.get(Math.floorMod(hash ^ (hash >>> 16), config.partitions()));
    }

    private Path folder(int partition) {
        return config.dir().resolve("partition-" + partition);
    }

    private FileLock lock() throws IOException {
        FileChannel channel =
                FileChannel.open(config.dir().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return taken;
            }
        } catch (OverlappingFileLockException e) {
            // held by this very process: the same refusal
        }
        channel.close();
        throw new IOException("the spool is in use by another server");
    }

    private UUID id() throws IOException {
        Path file = config.dir().resolve("id");
        if (!Files.exists(file)) {
            Path fresh = config.dir().resolve("id.new");
            Files.writeString(fresh, UUID.randomUUID().toString(), StandardOpenOption.CREATE, StandardOpenOption.SYNC);
            Files.move(fresh, file);
        }
        return UUID.fromString(Files.readString(file).trim());
    }

    private static ProblemException unavailable(String detail) {
        return ProblemException.retry(ProblemType.UNAVAILABLE, detail, RETRY_AFTER);
    }
}
