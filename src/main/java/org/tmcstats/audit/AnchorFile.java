package org.tmcstats.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Anchors outside the database, one a line, on disk when {@link #append} returns. Meant to be copied elsewhere as well. */
final class AnchorFile {
    private final Path file;

    AnchorFile(Path file) {
        this.file = file;
    }

    /** Whole lines; empty when there is no file. */
    synchronized List<String> lines() {
        try {
            return Files.exists(file)
                    ? Files.readString(file, StandardCharsets.US_ASCII).lines().toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the file of setting tmc.audit.anchor-file cannot be read", e);
        }
    }

    synchronized void append(List<Anchor> anchors) {
        StringBuilder lines = new StringBuilder();
        anchors.forEach(anchor -> lines.append(anchor.line()).append('\n'));
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.position(endOfLastLine(channel));
                ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file of setting tmc.audit.anchor-file cannot be written", e);
        }
    }

    /** What a crash left of a line is written over. */
    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        long end = channel.size();
        while (end > 0) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                break;
            }
            end--;
        }
        return end;
    }
}
