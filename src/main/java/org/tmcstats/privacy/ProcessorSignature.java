package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.SettingException;
import org.tmcstats.config.Settings;
import org.tmcstats.keys.Keys;

/**
 * Signatures of OpenDSR replies and callbacks: SHA-256 with RSA or ECDSA (FIPS 186-4) by the key of the processor's
 * certificate; without one by the server's Ed25519 key (FIPS 186-5), whose public key then stands in for the certificate.
 */
@ApplicationScoped
class ProcessorSignature {
    private final Keys keys;
    private final String pem;
    private final @Nullable PrivateKey key;

    @Inject
    ProcessorSignature(Keys keys, Settings settings) {
        this.keys = keys;
        String certificate = settings.text("tmc.opendsr.certificate-file").trim();
        String keyFile = settings.text("tmc.opendsr.key-file").trim();
        if (certificate.isEmpty() != keyFile.isEmpty()) {
            throw new SettingException("tmc.opendsr.key-file", "belongs with tmc.opendsr.certificate-file", null);
        }
        if (certificate.isEmpty()) {
            pem = keys.publicKeyPem();
            key = null;
        } else {
            pem = text("tmc.opendsr.certificate-file", certificate);
            key = key(text("tmc.opendsr.key-file", keyFile), algorithm(pem));
        }
    }

    /** What a verifier needs: the certificate chain, or the public key. */
    String pem() {
        return pem;
    }

    /** Base64 of the signature of the bytes. */
    String of(byte[] body) {
        if (key == null) {
            return Base64.getEncoder().encodeToString(keys.sign(body));
        }
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String setting, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new SettingException(setting, "names a file that cannot be read", e);
        }
    }

    private static String algorithm(String pem) {
        try {
            X509Certificate first = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .iterator()
                    .next();
            return first.getPublicKey().getAlgorithm();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new SettingException("tmc.opendsr.certificate-file", "holds no X.509 certificate in PEM", e);
        }
    }

    private static PrivateKey key(String pem, String algorithm) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SettingException("tmc.opendsr.key-file", "holds no " + algorithm + " key in PKCS #8 PEM", e);
        }
    }
}
