package org.tmcstats.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Secrets of clients: random ones of 256 bits, and Argon2id hashes in the PHC string format with the parameters of the OWASP
 * Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane).
 */
final class Secrets {
    /** Most characters of a secret: what is longer is not looked at. */
    static final int LONGEST = 1024;

    private static final Argon2Function FUNCTION = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);
    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** {@code <id>.<43 characters>}: set-top boxes send nothing but the secret, so it must say whose it is. */
    static String generate(String id) {
        return id + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES));
    }

    /** The id in a generated secret; empty when it has none. */
    static String idIn(String secret) {
        return secret.substring(0, Math.max(0, secret.lastIndexOf('.')));
    }

    static String hash(String secret) {
        return Password.hash(secret.getBytes(StandardCharsets.UTF_8))
                .addSalt(random(SALT_BYTES))
                .with(FUNCTION)
                .getResult();
    }

    static boolean matches(String secret, String hash) {
        // The library throws for an empty password; nobody has one.
        return !secret.isEmpty()
                && Password.check(secret.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8))
                        .with(Argon2Function.getInstanceFromHash(hash));
    }

    static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }
}
