package org.tmcstats.privacy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jdbi.v3.core.Handle;
import org.tmcstats.keys.Sealing;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Files of exports in {@code privacy.export_part}: deflated, cut into pieces of a megabyte, each sealed for its place, so that
 * pieces can neither be swapped nor left out (docs/adr/0012). Neither writing nor reading holds more than a piece.
 */
final class ExportParts {
    private static final String PURPOSE = "export";
    private static final int PIECE = 1 << 20;

    private final Sealing sealing;

    ExportParts(Sealing sealing) {
        this.sealing = sealing;
    }

    /** A file of an export, written in the handle's transaction; whole once the stream is closed. */
    OutputStream write(Handle h, UUID request, int entry, String name) {
        h.createUpdate("DELETE FROM privacy.export_part WHERE request_id = :id AND entry = :entry")
                .bind("id", request)
                .bind("entry", entry)
                .execute();
        return new DeflaterOutputStream(
                new Pieces(h, request, entry, name), new Deflater(Deflater.BEST_SPEED), 1 << 16);
    }

    /** Content of a file; each piece is read in a transaction of its own. */
    InputStream read(Database database, UUID request, int entry) {
        return new InflaterInputStream(new Sequence(database, request, entry));
    }

    private static String place(UUID request, int entry, int position, boolean last) {
        return request + "/" + entry + "/" + position + "/" + last;
    }

    private final class Pieces extends OutputStream {
        private final Handle handle;
        private final UUID request;
        private final int entry;
        private final String name;
        private final ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE);
        private int position;

        Pieces(Handle handle, UUID request, int entry, String name) {
            this.handle = handle;
            this.request = request;
            this.entry = entry;
            this.name = name;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (piece.size() == PIECE) {
                    store(false);
                }
                int part = Math.min(left, PIECE - piece.size());
                piece.write(bytes, from, part);
                from += part;
                left -= part;
            }
        }

        @Override
        public void close() {
            store(true);
        }

        private void store(boolean last) {
            byte[] sealed = sealing.seal(PURPOSE, place(request, entry, position, last), piece.toByteArray());
            handle.createUpdate("INSERT INTO privacy.export_part (request_id, entry, position, name, last, bytes)"
                            + " VALUES (:id, :entry, :position, :name, :last, :bytes)")
                    .bind("id", request)
                    .bind("entry", entry)
                    .bind("position", position)
                    .bind("name", name)
                    .bind("last", last)
                    .bind("bytes", sealed)
                    .execute();
            piece.reset();
            position++;
        }
    }

    private final class Sequence extends InputStream {
        private final Database database;
        private final UUID request;
        private final int entry;
        private int position;
        private byte[] piece = new byte[0];
        private int at;
        private boolean ended;

        Sequence(Database database, UUID request, int entry) {
            this.database = database.as(DatabaseRole.PRIVACY);
            this.request = request;
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (at == piece.length) {
                if (ended) {
                    return -1;
                }
                next();
            }
            int part = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, bytes, offset, part);
            at += part;
            return part;
        }

        private void next() throws IOException {
            record Stored(byte[] bytes, boolean last) {}
            Optional<Stored> stored =
                    database.inSeparateTransaction(h -> h.createQuery("SELECT bytes, last FROM privacy.export_part"
                                    + " WHERE request_id = :id AND entry = :entry AND position = :position")
                            .bind("id", request)
                            .bind("entry", entry)
                            .bind("position", position)
                            .map((rs, context) -> new Stored(rs.getBytes(1), rs.getBoolean(2)))
                            .findFirst());
            Stored found = stored.orElseThrow(() -> new IOException("the export ends too early"));
            piece = sealing.open(PURPOSE, place(request, entry, position, found.last()), found.bytes());
            at = 0;
            position++;
            ended = found.last();
        }
    }
}
