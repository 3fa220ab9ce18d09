package org.tmcstats.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.tmcstats.raw.RawMessage;
import org.tmcstats.raw.Spooled;

/**
 * A record's form in a segment: length (int32, of what follows the checksum), CRC-32C (int32), then version, µs of
 * receipt (int64), elements (int32), reason, feed, origin (each int32 length and UTF-8; length -1 for no reason), body.
 */
final class Frame {
    static final int HEADER = 8;
    private static final byte VERSION = 1;

    private Frame() {}

    static byte[] encode(Spooled record) {
        RawMessage message = record.message();
        String refused = record.refusal();
        byte[] reason = refused == null ? null : refused.getBytes(StandardCharsets.UTF_8);
        byte[] feed = message.feed().getBytes(StandardCharsets.UTF_8);
        byte[] origin = message.origin().getBytes(StandardCharsets.UTF_8);
        int length = 1
                + 8
                + 4
                + 4
                + (reason == null ? 0 : reason.length)
                + 4
                + feed.length
                + 4
                + origin.length
                + message.body().length;
        ByteBuffer out = ByteBuffer.allocate(HEADER + length).putInt(length).putInt(0);
        Instant at = message.receivedAt();
        out.put(VERSION).putLong(at.getEpochSecond() * 1_000_000 + at.getNano() / 1000);
        out.putInt(record.elements());
        putText(out, reason);
        putText(out, feed);
        putText(out, origin);
        out.put(message.body());
        CRC32C crc = new CRC32C();
        crc.update(out.array(), HEADER, length);
        out.putInt(4, (int) crc.getValue());
        return out.array();
    }

    /** A frame of the same length, place and elements that says nothing any more. */
    static byte[] blank(Spooled record, int frameLength) {
        RawMessage message = record.message();
        int feed = message.feed().getBytes(StandardCharsets.UTF_8).length;
        // Of a frame all but the texts and the body: header, version, time, elements, three lengths.
        int room = frameLength - (HEADER + 1 + 8 + 4 + 4 + 4 + 4) - feed;
        boolean marked = room >= Spooled.ERASED.length();
        byte[] body = new byte[marked ? room - Spooled.ERASED.length() : room];
        Arrays.fill(body, (byte) ' ');
        RawMessage blank = new RawMessage(message.feed(), "", message.receivedAt(), body);
        return encode(new Spooled(blank, record.elements(), marked ? Spooled.ERASED : null));
    }

    /**
     * Length of the whole frame that begins at the buffer's position.
     *
     * @return -1 when it is not all there; 0 when it is damaged
     */
    static int measure(ByteBuffer in, int longest) {
        if (in.remaining() < HEADER) {
            return -1;
        }
        int length = in.getInt(in.position());
        if (length <= 0 || length > longest) {
            return 0;
        }
        if (in.remaining() < HEADER + length) {
            return -1;
        }
        CRC32C crc = new CRC32C();
        crc.update(in.duplicate().position(in.position() + HEADER).limit(in.position() + HEADER + length));
        return (int) crc.getValue() == in.getInt(in.position() + 4) ? HEADER + length : 0;
    }

    /** Reads the sound frame of the given length at the buffer's position and moves behind it. */
    static Spooled decode(ByteBuffer in, int frameLength) {
        int end = in.position() + frameLength;
        in.position(in.position() + HEADER + 1);
        long micros = in.getLong();
        int elements = in.getInt();
        String reason = getText(in);
        String feed = String.valueOf(getText(in));
        String origin = String.valueOf(getText(in));
        byte[] body = new byte[end - in.position()];
        in.get(body);
        Instant at = Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
        return new Spooled(new RawMessage(feed, origin, at, body), elements, reason);
    }

    private static void putText(ByteBuffer out, byte @Nullable [] text) {
        if (text == null) {
            out.putInt(-1);
        } else {
            out.putInt(text.length).put(text);
        }
    }

    private static @Nullable String getText(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
