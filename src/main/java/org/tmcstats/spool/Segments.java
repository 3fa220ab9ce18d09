package org.tmcstats.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.Spooled;

/**
 * The files of one partition. A position is a byte offset in the log as a whole; a segment's name is the position of its
 * first byte. Thread-safe.
 */
final class Segments {
    /** Longest frame: a body at the largest limit of a feed, with room for the rest. */
    static final int LONGEST = 64 << 20;

    private static final String SUFFIX = ".log";

    private final Path dir;
    private final TreeMap<Long, Long> lengths = new TreeMap<>();
    private long bytes;

    /** Opens the folder, cuts a torn tail from the last segment. */
    Segments(Path dir) throws IOException {
        this.dir = Files.createDirectories(dir);
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(SegmentBlanking.SUFFIX)) {
                    Files.delete(file);
                }
                if (name.endsWith(SUFFIX)) {
                    lengths.put(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), Files.size(file));
                }
            }
        }
        if (!lengths.isEmpty()) {
            long last = lengths.lastKey();
            try (FileChannel channel =
                    FileChannel.open(file(last), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long sound = soundLength(channel);
                channel.truncate(sound);
                channel.force(true);
                lengths.put(last, sound);
            }
        }
        bytes = lengths.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Position of the first byte still kept; 0 when there is none. */
    synchronized long start() {
        return lengths.isEmpty() ? 0 : lengths.firstKey();
    }

    /** Position behind the last byte; 0 when there is none. */
    synchronized long end() {
        Map.Entry<Long, Long> last = lengths.lastEntry();
        return last == null ? 0 : last.getKey() + last.getValue();
    }

    /** Bytes on disk. */
    synchronized long bytes() {
        return bytes;
    }

    /** Begins a segment at the given position. */
    synchronized FileChannel begin(long position) throws IOException {
        FileChannel channel = FileChannel.open(
                file(position),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel folder = FileChannel.open(dir, StandardOpenOption.READ)) {
            folder.force(true);
        }
        lengths.put(position, 0L);
        return channel;
    }

    /** Says that a segment's first bytes are durable. */
    synchronized void grew(long segment, long length) {
        Long before = lengths.put(segment, length);
        bytes += length - (before == null ? 0 : before);
    }

    /** The segment that holds a position: {@code {start, length}}; null when the position is not in any. */
    synchronized long @Nullable [] holding(long position) {
        Map.Entry<Long, Long> entry = lengths.floorEntry(position);
        if (entry == null || position >= entry.getKey() + entry.getValue()) {
            Map.Entry<Long, Long> next = lengths.ceilingEntry(position);
            while (next != null && next.getValue() == 0) {
                next = lengths.higherEntry(next.getKey());
            }
            return next == null ? null : new long[] {next.getKey(), next.getValue()};
        }
        return new long[] {entry.getKey(), entry.getValue()};
    }

    FileChannel open(long segment) throws IOException {
        return FileChannel.open(file(segment), StandardOpenOption.READ);
    }

    /**
     * Blanks records in the segments before the given position: they are stored, and nothing is written to them any more.
     *
     * @return records blanked
     */
    long blank(long end, Predicate<Spooled> chosen) throws IOException {
        List<Long> segments = new ArrayList<>();
        synchronized (this) {
            lengths.forEach((start, length) -> {
                if (length > 0 && start + length <= end) {
                    segments.add(start);
                }
            });
        }
        long blanked = 0;
        for (long segment : segments) {
            try {
                blanked += SegmentBlanking.blank(file(segment), chosen);
            } catch (NoSuchFileException e) {
                // Deleted meanwhile, its time was over.
            }
        }
        return blanked;
    }

    /**
     * Deletes segments that are stored up to the given position: those older than the horizon, and as many others as are
     * too many for the wanted size. The last segment stays.
     */
    synchronized void trim(long stored, Duration keep, long wanted) {
        Instant horizon = Instant.now().minus(keep);
        while (lengths.size() > 1) {
            Map.Entry<Long, Long> first = lengths.firstEntry();
            try {
                if (first.getKey() + first.getValue() > stored
                        || (bytes <= wanted
                                && Files.getLastModifiedTime(file(first.getKey()))
                                        .toInstant()
                                        .isAfter(horizon))) {
                    return;
                }
                Files.deleteIfExists(file(first.getKey()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            bytes -= lengths.pollFirstEntry().getValue();
        }
    }

    private Path file(long segment) {
        return dir.resolve(String.format("%019d", segment) + SUFFIX);
    }

    private static long soundLength(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        long sound = 0;
        while (true) {
            buffer.clear();
            while (buffer.hasRemaining() && channel.read(buffer, sound + buffer.position()) > 0) {}
            buffer.flip();
            int frame;
            while ((frame = Frame.measure(buffer, LONGEST)) > 0) {
                buffer.position(buffer.position() + frame);
            }
            sound += buffer.position();
            if (frame == 0 || buffer.limit() < buffer.capacity()) {
                return sound;
            }
            if (buffer.position() == 0) {
                buffer = ByteBuffer.allocate(Math.min(buffer.capacity() * 2, LONGEST + Frame.HEADER));
            }
        }
    }
}
