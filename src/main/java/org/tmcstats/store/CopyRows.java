package org.tmcstats.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's binary COPY format (PostgreSQL documentation, COPY, "Binary Format"), built value by value. The
 * caller names each row's width and then its values in the order of the columns; no value is checked against its
 * column, PostgreSQL refuses a wrong width. Not thread-safe.
 */
public final class CopyRows {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    /** 2000-01-01T00:00:00Z, PostgreSQL's epoch, in µs of the Unix epoch. */
    private static final long EPOCH_MICROS = 946_684_800_000_000L;

    private static final int EPOCH_DAY = 10_957;

    /** Below half a region of the heap's collector, so that none is a large object. */
    private static final int CHUNK = 1 << 17;

    private static final int FIRST_CHUNK = 1 << 10;

    /** Full ones, in order. */
    private final List<ByteBuffer> chunks = new ArrayList<>();

    private ByteBuffer chunk = ByteBuffer.allocate(FIRST_CHUNK);
    private int count;

    public CopyRows() {
        chunk.put(SIGNATURE);
    }

    /** Begins a row. */
    public CopyRows row(int columns) {
        room(2).putShort((short) columns);
        count++;
        return this;
    }

    public CopyRows nothing() {
        room(4).putInt(-1);
        return this;
    }

    public CopyRows int8(long value) {
        room(12).putInt(8).putLong(value);
        return this;
    }

    public CopyRows int4(int value) {
        room(8).putInt(4).putInt(value);
        return this;
    }

    public CopyRows int2(int value) {
        room(6).putInt(2).putShort((short) value);
        return this;
    }

    public CopyRows bool(boolean value) {
        room(5).putInt(1).put((byte) (value ? 1 : 0));
        return this;
    }

    /** A timestamptz. */
    public CopyRows micros(long unixMicros) {
        return int8(unixMicros - EPOCH_MICROS);
    }

    public CopyRows date(LocalDate day) {
        return int4((int) (day.toEpochDay() - EPOCH_DAY));
    }

    public CopyRows text(@Nullable String value) {
        return value == null ? nothing() : bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public CopyRows bytes(byte @Nullable [] value) {
        if (value == null) {
            return nothing();
        }
        room(4 + value.length).putInt(value.length).put(value);
        return this;
    }

    public CopyRows uuid(UUID value) {
        room(20).putInt(16).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
        return this;
    }

    /** Rows begun. */
    public int count() {
        return count;
    }

    void sendTo(CopyIn copy) throws SQLException {
        // First, for it may begin another chunk.
        ByteBuffer last = room(2).putShort((short) -1);
        for (ByteBuffer full : chunks) {
            copy.writeToCopy(full.array(), 0, full.position());
        }
        copy.writeToCopy(last.array(), 0, last.position());
        last.position(last.position() - 2);
    }

    private ByteBuffer room(int bytes) {
        if (chunk.remaining() < bytes) {
            chunks.add(chunk);
            chunk = ByteBuffer.allocate(Math.max(CHUNK, bytes));
        }
        return chunk;
    }
}
