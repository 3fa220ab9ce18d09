package org.tmcstats.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.tmcstats.keys.Keys;

/**
 * What an entry says, before it has a place in the chain.
 *
 * @param actor id of the client, or of the job
 * @param role that allowed it; {@link #JOB} for jobs
 * @param action word of an {@link Action}
 * @param kind of data
 * @param persons how many, 0 or more
 * @param purpose what for
 * @param subjects keyed hashes, hexadecimal
 */
record Note(
        String actor, String role, String action, String kind, long persons, String purpose, List<String> subjects) {
    static final String JOB = "job";

    Note {
        if (persons < 0) {
            throw new IllegalArgumentException("persons below 0");
        }
        subjects = List.copyOf(subjects);
    }

    /** HMAC-SHA256 by a key that no other client and no job has. */
    byte[] signature(Keys keys, long seq, Instant at, byte[] before) {
        String signer = (role.equals(JOB) ? "audit/job/" : "audit/client/") + actor;
        return keys.hmac(signer, before, encoded(seq, at));
    }

    /** SHA-256 over the hash before, the signature, and the entry. */
    byte[] hash(long seq, Instant at, byte[] signature, byte[] before) {
        return Hashes.sha256(before, signature, encoded(seq, at));
    }

    /**
     * One to one: numbers with 8 bytes, big-endian, times in µs since 1970, texts in UTF-8 behind their length in 4 bytes,
     * lists behind their length in 4 bytes.
     */
    private byte[] encoded(long seq, Instant at) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(seq);
            out.writeLong(Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000));
            for (String text : List.of(actor, role, action, kind, purpose)) {
                write(out, text);
            }
            out.writeLong(persons);
            out.writeInt(subjects.size());
            for (String subject : subjects) {
                write(out, subject);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
