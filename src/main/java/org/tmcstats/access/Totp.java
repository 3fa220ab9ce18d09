package org.tmcstats.access;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/** Time-based one-time passwords (RFC 6238): 6 digits, 30 s, HMAC-SHA-1, which is what every authenticator app speaks. */
final class Totp {
    static final int KEY_BYTES = 20;

    private static final TimeBasedOneTimePasswordGenerator GENERATOR = new TimeBasedOneTimePasswordGenerator();
    /** A step before and behind for clocks that differ (RFC 6238, 5.2). */
    private static final int SKEW = 1;

    private Totp() {}

    static String code(byte[] key, Instant at) {
        try {
            return GENERATOR.generateOneTimePasswordString(
                    new SecretKeySpec(key, GENERATOR.getAlgorithm()), at, Locale.ROOT);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The time step of a code, when it is one of now; empty when it is wrong. */
    static OptionalLong step(byte[] key, String code, Instant now) {
        long stepS = GENERATOR.getTimeStep().toSeconds();
        long present = now.getEpochSecond() / stepS;
        byte[] given = code.replace(" ", "").getBytes(StandardCharsets.UTF_8);
        OptionalLong found = OptionalLong.empty();
        for (long step = present - SKEW; step <= present + SKEW; step++) {
            byte[] right = code(key, Instant.ofEpochSecond(step * stepS)).getBytes(StandardCharsets.UTF_8);
            if (MessageDigest.isEqual(right, given)) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** As apps take it when it is typed. */
    static String base32(byte[] key) {
        return new Base32().encodeToString(key).replace("=", "");
    }

    /** As apps take it from a QR code. */
    static String uri(String client, byte[] key) {
        return "otpauth://totp/tmc-stats:" + URLEncoder.encode(client, StandardCharsets.UTF_8) + "?secret="
                + base32(key) + "&issuer=tmc-stats";
    }
}
