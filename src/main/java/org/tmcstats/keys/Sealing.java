package org.tmcstats.keys;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Authenticated encryption of what must not lie in clear: AES-256-GCM (NIST SP 800-38D), a random 96-bit nonce in front, a
 * 128-bit tag behind.
 */
@ApplicationScoped
public class Sealing {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Keys keys;
    private final SecureRandom random = new SecureRandom();

    @Inject
    public Sealing(Keys keys) {
        this.keys = keys;
    }

    /**
     * Encrypts.
     *
     * @param purpose chooses the key
     * @param place where the result belongs; it opens nowhere else
     */
    public byte[] seal(String purpose, String place, byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, place, nonce).doFinal(clear);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Decrypts.
     *
     * @throws IllegalStateException when it was changed, or belongs to another place or key
     */
    public byte[] open(String purpose, String place, byte[] sealed) {
        if (sealed.length < NONCE_BYTES) {
            throw new IllegalStateException("what was sealed is cut off");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(sealed).get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, purpose, place, nonce)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what was sealed cannot be opened: changed, or sealed with another key", e);
        }
    }

    private Cipher cipher(int mode, String purpose, String place, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, keys.secret(purpose), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
