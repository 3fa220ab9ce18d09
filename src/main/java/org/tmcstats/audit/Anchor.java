package org.tmcstats.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.tmcstats.keys.Keys;

/**
 * A signed statement about the chain. As a line of text: kind, seq, at, hash in hexadecimal digits, kid, signature in
 * Base64, with a space between; what is signed is the text of the first four.
 *
 * @param kind {@link #ANCHOR} or {@link #START}
 * @param seq place in the chain
 * @param at when it was signed
 * @param hash of the entry at that place
 * @param kid thumbprint of the signing key
 * @param signature Ed25519
 */
@SuppressWarnings("ArrayRecordComponent") // compared by line()
record Anchor(String kind, long seq, Instant at, byte[] hash, String kid, byte[] signature) {
    /** The chain reached this entry. */
    static final String ANCHOR = "anchor";
    /** Everything up to this entry was dropped when its retention ended. */
    static final String START = "start";

    private static final String PREFIX = "tmc-stats audit ";

    static Anchor sign(Keys keys, String kind, Head head, Instant at) {
        byte[] signature = keys.sign(payload(kind, head.seq(), at, head.hash()));
        return new Anchor(kind, head.seq(), at, head.hash(), keys.kid(), signature);
    }

    boolean isGenuine(Keys keys) {
        return keys.verify(payload(kind, seq, at, hash), signature);
    }

    boolean fits(byte[] entryHash) {
        return Arrays.equals(hash, entryHash);
    }

    String line() {
        return statement(kind, seq, at, hash)
                + ' '
                + kid
                + ' '
                + Base64.getEncoder().encodeToString(signature);
    }

    /** Empty when the line is none. */
    static Optional<Anchor> parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 6 || !(parts[0].equals(ANCHOR) || parts[0].equals(START))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Anchor(
                    parts[0],
                    Long.parseLong(parts[1]),
                    Instant.parse(parts[2]),
                    HexFormat.of().parseHex(parts[3]),
                    parts[4],
                    Base64.getDecoder().decode(parts[5])));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static byte[] payload(String kind, long seq, Instant at, byte[] hash) {
        return (PREFIX + statement(kind, seq, at, hash)).getBytes(StandardCharsets.US_ASCII);
    }

    private static String statement(String kind, long seq, Instant at, byte[] hash) {
        return kind + ' ' + seq + ' ' + at + ' ' + HexFormat.of().formatHex(hash);
    }
}
