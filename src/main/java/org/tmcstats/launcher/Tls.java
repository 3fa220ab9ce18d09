package org.tmcstats.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Certificate and key for https, as the server wants them: a PKCS#12 file, made anew at each start from what the settings
 * name, so that a renewed certificate is taken by a restart.
 *
 * @param port of https
 * @param keepsPlain plain HTTP goes on, for redirects and health checks
 */
record Tls(PrivateKey key, Certificate[] chain, int port, boolean keepsPlain) {
    private static final String ALIAS = "tmc";
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "Ed25519"};

    /**
     * What the settings say, or null without them.
     *
     * @param setting key and default to value
     * @throws LaunchException if they cannot be used
     */
    static @Nullable Tls from(BinaryOperator<String> setting) {
        String certificate = setting.apply("tmc.tls.certificate", "");
        String keyStore = setting.apply("tmc.tls.key-store", "");
        if (certificate.isEmpty() && keyStore.isEmpty()) {
            return null;
        }
        String plain = setting.apply("tmc.tls.plain", "redirect");
        String port = setting.apply("tmc.tls.port", "8443");
        if (!plain.equals("redirect") && !plain.equals("off")) {
            throw new LaunchException("tmc.tls.plain must be redirect or off");
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new LaunchException("tmc.tls.port must be from 1 to 65535");
        }
        boolean keepsPlain = plain.equals("redirect");
        try {
            return certificate.isEmpty()
                    ? ofStore(
                            Path.of(keyStore),
                            setting.apply("tmc.tls.key-store-password", ""),
                            Integer.parseInt(port),
                            keepsPlain)
                    : ofPem(
                            Path.of(certificate),
                            Path.of(setting.apply("tmc.tls.key", "")),
                            Integer.parseInt(port),
                            keepsPlain);
        } catch (IOException | GeneralSecurityException e) {
            throw new LaunchException("the certificate or key for https cannot be used", e);
        }
    }

    private static Tls ofStore(Path file, String password, int port, boolean keepsPlain)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        Enumeration<String> aliases = store.aliases();
        for (String alias : Collections.list(aliases)) {
            Key key = store.getKey(alias, password.toCharArray());
            if (key instanceof PrivateKey found) {
                return new Tls(found, store.getCertificateChain(alias), port, keepsPlain);
            }
        }
        throw new LaunchException("the key store " + file + " holds no private key");
    }

    private static Tls ofPem(Path certificate, Path key, int port, boolean keepsPlain)
            throws IOException, GeneralSecurityException {
        Certificate[] chain;
        try (InputStream in = Files.newInputStream(certificate)) {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        }
        if (chain.length == 0) {
            throw new LaunchException("the file " + certificate + " holds no certificate");
        }
        Matcher pem = PKCS8.matcher(Files.readString(key));
        if (!pem.find()) {
            throw new LaunchException("the file " + key + " holds no private key in PKCS#8, unencrypted"
                    + " (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nodes makes one");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                PrivateKey found = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                return new Tls(found, chain, port, keepsPlain);
            } catch (InvalidKeySpecException e) {
                // a key of another algorithm
            }
        }
        throw new LaunchException("the private key " + key + " is neither RSA nor EC nor Ed25519");
    }

    /** Hands them to the server, by the system properties that it reads, under a password of this start. */
    void hand(Path folder) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Path file = folder.resolve("https.p12");
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, password.toCharArray(), chain);
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, password.toCharArray());
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new LaunchException("the key for https cannot be handed to the server", e);
        }
        System.setProperty("javax.net.ssl.keyStore", file.toString());
        System.setProperty("javax.net.ssl.keyStoreType", "PKCS12");
        System.setProperty("javax.net.ssl.keyStorePassword", password);
    }

    /** The one certificate that the launcher's own health check trusts. */
    X509Certificate certificate() {
        return (X509Certificate) chain[0];
    }

    /** Settings of the server, run before it boots. */
    String bootCommands(String address) {
        String network = "set configs.config.server-config.network-config.";
        String listener = network + "network-listeners.network-listener.https-listener.";
        String ssl = network + "protocols.protocol.https-listener.ssl.";
        return String.join(
                "\n",
                listener + "enabled=true",
                listener + "port=" + port,
                listener + "address=" + address,
                ssl + "cert-nickname=" + ALIAS,
                // Older ones the server does not know any more.
                ssl + "tls12-enabled=true",
                ssl + "tls13-enabled=true",
                keepsPlain ? "" : network + "network-listeners.network-listener.http-listener.enabled=false",
                "");
    }
}
