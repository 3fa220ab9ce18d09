package org.tmcstats.keys;

import at.favre.lib.hkdf.HKDF;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;

/**
 * Keys by purpose. All are derived from one master key of 32 random bytes by HKDF with SHA-256 (RFC 5869), so that a backup
 * of that file is a backup of all of them. The master key lies in the file of {@code tmc.keys.file}, never in the database:
 * whoever holds the database alone can neither forge a signature nor try identifiers against a keyed hash.
 */
@ApplicationScoped
public class Keys {
    private static final byte[] SALT = "tmc-stats".getBytes(StandardCharsets.US_ASCII);
    private static final String HMAC = "HmacSHA256";
    private static final int BYTES = 32;
    private static final int MOST_REMEMBERED = 10_000;

    private final Database database;
    private final Path file;
    private final Cache<String, SecretKey> secrets =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    /** Initialised, to be cloned: finding the algorithm costs more than a short text's HMAC. */
    private final Cache<String, Mac> macs =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    private final byte[] extracted;
    private final SigningKey signing;

    /**
     * Takes the master key of the database; makes it when this database was never used with one.
     *
     * @throws IllegalStateException when the file is lost, holds no key, or holds another database's
     */
    @Inject
    public Keys(Database database, Settings settings) {
        this.database = database;
        this.file = settings.file("tmc.keys.file");
        Optional<byte[]> known = stored();
        if (!Files.exists(file)) {
            if (known.isPresent()) {
                throw new IllegalStateException("the master key file " + file + " of setting tmc.keys.file is missing,"
                        + " and the database was used with one: restore it from its backup");
            }
            MasterKey.make(file);
        }
        extracted = HKDF.fromHmacSha256().extract(SALT, MasterKey.read(file));
        signing = new SigningKey(secret("signing").getEncoded());
        check(known.orElseGet(this::store));
    }

    /** At start, before anything is signed or hashed with a wrong key. */
    void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) @Initialized(ApplicationScoped.class)
                    Object event) {
        // Making the bean has checked the key.
    }

    /**
     * A key of 256 bits for HMAC-SHA256 or AES.
     *
     * @param purpose what it is for, such as {@code totp}; another purpose gives an unrelated key
     */
    public SecretKey secret(String purpose) {
        return secrets.get(
                purpose,
                p -> new SecretKeySpec(
                        HKDF.fromHmacSha256().expand(extracted, p.getBytes(StandardCharsets.UTF_8), BYTES), "AES"));
    }

    /** HMAC-SHA256 (RFC 2104) over the parts, each with its length in front, so that no two lists of parts are alike. */
    public byte[] hmac(String purpose, byte[]... parts) {
        try {
            Mac mac = (Mac) macs.get(purpose, this::mac).clone();
            for (byte[] part : parts) {
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
                mac.update(part);
            }
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Mac mac(String purpose) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret(purpose));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #hmac(String, byte[][])} of one part, the text in UTF-8. */
    public byte[] hmac(String purpose, String text) {
        return hmac(purpose, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An Ed25519 signature (RFC 8032), 64 bytes, which anyone with the public key can verify. */
    public byte[] sign(byte[] data) {
        return signing.sign(data);
    }

    /** Whether this is our Ed25519 signature of the data. */
    public boolean verify(byte[] data, byte[] signature) {
        return signing.verify(data, signature);
    }

    /** The public key of {@link #sign}, to hand to auditors: SubjectPublicKeyInfo as PEM (RFC 7468, RFC 8410). */
    public String publicKeyPem() {
        return signing.pem();
    }

    /** Which key {@link #sign} uses: its JWK thumbprint (RFC 7638, RFC 8037). */
    public String kid() {
        return signing.thumbprint();
    }

    private void check(byte[] known) {
        if (!MessageDigest.isEqual(known, checkValue())) {
            throw new IllegalStateException(
                    "the master key in " + file + " of setting tmc.keys.file is not the one that"
                            + " this database was used with: restore the right file from its backup");
        }
    }

    private byte[] checkValue() {
        return hmac("check", "tmc-stats master key");
    }

    private Optional<byte[]> stored() {
        return database.inTransaction(h -> h.createQuery("SELECT check_value FROM ops.master_key")
                .mapTo(byte[].class)
                .findOne());
    }

    /** Another node may have been first: then its value counts. */
    private byte[] store() {
        return database.inTransaction(h -> {
            h.execute("INSERT INTO ops.master_key (check_value) VALUES (?) ON CONFLICT DO NOTHING", checkValue());
            return h.createQuery("SELECT check_value FROM ops.master_key")
                    .mapTo(byte[].class)
                    .one();
        });
    }
}
