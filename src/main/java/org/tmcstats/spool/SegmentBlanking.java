package org.tmcstats.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tmcstats.raw.Spooled;

/**
 * Blanks records of a segment that is not written to any more: each keeps its length, so that no position changes. The
 * segment is copied, changed, synced and renamed over the old one: a crash leaves one or the other, whole.
 */
final class SegmentBlanking {
    /** Suffix of the copy; one that a crash left is deleted when the folder is opened. */
    static final String SUFFIX = ".blanked";

    private SegmentBlanking() {}

    /** @return records blanked */
    static long blank(Path segment, Predicate<Spooled> chosen) throws IOException {
        Map<Long, byte[]> frames = frames(segment, chosen);
        if (!frames.isEmpty()) {
            FileTime written = Files.getLastModifiedTime(segment);
            Path copy = segment.resolveSibling(segment.getFileName() + SUFFIX);
            Files.copy(segment, copy, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                for (Map.Entry<Long, byte[]> frame : frames.entrySet()) {
                    ByteBuffer bytes = ByteBuffer.wrap(frame.getValue());
                    while (bytes.hasRemaining()) {
                        out.write(bytes, frame.getKey() + bytes.position());
                    }
                }
                out.force(true);
            }
            // Its age is that of its records.
            Files.setLastModifiedTime(copy, written);
            Files.move(copy, segment, StandardCopyOption.ATOMIC_MOVE);
        }
        return frames.size();
    }

    /** New frames by offset. */
    private static Map<Long, byte[]> frames(Path segment, Predicate<Spooled> chosen) throws IOException {
        Map<Long, byte[]> frames = new TreeMap<>();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        try (FileChannel in = FileChannel.open(segment, StandardOpenOption.READ)) {
            long at = 0;
            while (true) {
                buffer.clear();
                while (buffer.hasRemaining() && in.read(buffer, at + buffer.position()) > 0) {}
                buffer.flip();
                int frame;
                while ((frame = Frame.measure(buffer, Segments.LONGEST)) > 0) {
                    long offset = at + buffer.position();
                    Spooled record = Frame.decode(buffer, frame);
                    if (!record.isErased() && chosen.test(record)) {
                        frames.put(offset, Frame.blank(record, frame));
                    }
                }
                at += buffer.position();
                if (frame == 0 || buffer.limit() < buffer.capacity()) {
                    return frames;
                }
                if (buffer.position() == 0) {
                    buffer = ByteBuffer.allocate(Math.min(buffer.capacity() * 2, Segments.LONGEST + Frame.HEADER));
                }
            }
        }
    }
}
