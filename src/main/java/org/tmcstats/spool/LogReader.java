package org.tmcstats.spool;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.Spooled;

/** Reads a log from a position on, up to what is durable. One thread. */
final class LogReader implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(LogReader.class.getName());

    /** Records and the position behind them. */
    record Batch(List<Spooled> records, long from, long to) {}

    private final Log log;
    private final long end;
    private final int maxRecords;
    private ByteBuffer buffer;
    private long position;
    private long segment = -1;
    private @Nullable FileChannel channel;

    LogReader(Log log, long position, long end, int maxRecords, int maxBytes) {
        this.log = log;
        this.position = position;
        this.end = end;
        this.maxRecords = maxRecords;
        this.buffer = ByteBuffer.allocate(maxBytes);
    }

    /** The next records, none when there are none yet; never across two segments. */
    Batch next() throws IOException {
        long from = position;
        while (position < limit()) {
            long[] holding = log.segments().holding(position);
            if (holding == null) {
                break;
            }
            if (position < holding[0]) {
                if (position == from) {
                    LOGGER.log(
                            Level.ERROR,
                            "the database stands before what the spool still keeps: {0} bytes of records are missing",
                            holding[0] - position);
                }
                position = holding[0];
            }
            List<Spooled> records = read(holding[0], Math.min(holding[1], limit() - holding[0]));
            if (!records.isEmpty()) {
                return new Batch(records, from, position);
            }
        }
        return new Batch(List.of(), from, position);
    }

    private long limit() {
        return Math.min(end, log.durable());
    }

    private List<Spooled> read(long start, long length) throws IOException {
        FileChannel in = channel;
        if (in == null || segment != start) {
            close();
            in = log.segments().open(start);
            channel = in;
            segment = start;
        }
        long offset = position - start;
        buffer.clear();
        buffer.limit((int) Math.min(buffer.capacity(), length - offset));
        while (buffer.hasRemaining() && in.read(buffer, offset + buffer.position()) > 0) {}
        buffer.flip();
        List<Spooled> records = new ArrayList<>();
        int frame = 0;
        while (records.size() < maxRecords && (frame = Frame.measure(buffer, Segments.LONGEST)) > 0) {
            records.add(Frame.decode(buffer, frame));
        }
        position += buffer.position();
        if (records.isEmpty()) {
            if (frame < 0 && buffer.limit() == buffer.capacity() && buffer.capacity() < Segments.LONGEST) {
                buffer = ByteBuffer.allocate(Math.min(buffer.capacity() * 2, Segments.LONGEST + Frame.HEADER));
            } else {
                LOGGER.log(
                        Level.ERROR,
                        "segment {0} of the spool is damaged at {1}; reading on behind it",
                        start,
                        position);
                position = start + length;
            }
        }
        return records;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
