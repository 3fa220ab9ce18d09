package org.tmcstats.raw;

/**
 * Turns the bytes of one kind of source into records. Pure: the same message always gives the same result, whenever it
 * is decoded, so that a message can be answered before it is stored and decoded again when it is.
 */
public interface Decoder {
    /** First part of the feed names it reads, such as {@code media-server}. */
    String kind();

    /** Reads a message; whatever cannot be read is in {@link Decoded#rejected}. Never throws for any bytes. */
    Decoded decode(RawMessage message);
}
