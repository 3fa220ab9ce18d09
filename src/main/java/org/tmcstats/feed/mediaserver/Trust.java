package org.tmcstats.feed.mediaserver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Private trust: only the named certificates, or those that they signed, are believed. */
final class Trust {
    private static final String PEM_MARK = "-----BEGIN CERTIFICATE-----";

    private Trust() {}

    /**
     * TLS that trusts the named certificates.
     *
     * @param trust path of a PEM file or of a PKCS#12 file without a password, or PEM text
     */
    static SSLContext context(String trust) throws IOException, GeneralSecurityException {
        byte[] bytes = trust.startsWith(PEM_MARK)
                ? trust.getBytes(StandardCharsets.US_ASCII)
                : Files.readAllBytes(Path.of(trust));
        KeyStore store = KeyStore.getInstance("PKCS12");
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(PEM_MARK)) {
            store.load(null, null);
            int index = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
                store.setCertificateEntry("trusted-" + index++, certificate);
            }
        } else {
            store.load(new ByteArrayInputStream(bytes), null);
        }
        if (store.size() == 0) {
            throw new GeneralSecurityException("no certificates to trust");
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
