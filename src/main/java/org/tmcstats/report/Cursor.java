package org.tmcstats.report;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

/**
 * Where the next page begins: rows to skip from a bucket on. Rows that arrive between two pages move only the rows of
 * their own bucket.
 *
 * @param bucket start of the bucket
 * @param skip its rows already given
 * @param request hash of the request that it belongs to
 */
record Cursor(Instant bucket, int skip, int request) {
    private static final int MOST = 10_000_000;

    String encode() {
        ByteBuffer out = ByteBuffer.allocate(16);
        out.putLong(bucket.getEpochSecond()).putInt(skip).putInt(request);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
    }

    static Cursor decode(String text, int request) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            Cursor cursor = new Cursor(Instant.ofEpochSecond(in.getLong()), in.getInt(), in.getInt());
            if (cursor.request == request && cursor.skip >= 0 && cursor.skip <= MOST && !in.hasRemaining()) {
                return cursor;
            }
        } catch (IllegalArgumentException | BufferUnderflowException | java.time.DateTimeException e) {
            // Told below: what a caller made up or cut off is as wrong as one of another request.
        }
        throw Query.bad("cursor must be taken from the reply to the same request");
    }
}
