package org.tmcstats.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    private Path folder;

    private static Tls from(Map<String, String> settings) {
        return Tls.from((key, missing) -> settings.getOrDefault(key, missing));
    }

    private KeyStore keys(String algorithm) throws Exception {
        Path file = folder.resolve("keys.p12");
        int code = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "any",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .start()
                .waitFor();
        assertEquals(0, code);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private Map<String, String> pem(KeyStore keys) throws Exception {
        Key key = keys.getKey("any", PASSWORD.toCharArray());
        return new HashMap<>(Map.of(
                "tmc.tls.certificate",
                        write("CERTIFICATE", keys.getCertificate("any").getEncoded()),
                "tmc.tls.key", write("PRIVATE KEY", key.getEncoded())));
    }

    private String write(String what, byte[] encoded) throws Exception {
        return Files.writeString(
                        folder.resolve(what),
                        "-----BEGIN " + what + "-----\n"
                                + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + what + "-----\n")
                .toString();
    }

    @ParameterizedTest
    @CsvSource({"RSA", "EC", "Ed25519"})
    void a_certificate_and_its_key_are_read_from_pem_files_and_from_a_key_store_alike(String algorithm)
            throws Exception {
        KeyStore keys = keys(algorithm);
        Tls ofPem = from(pem(keys));
        Tls ofStore = from(Map.of(
                "tmc.tls.key-store", folder.resolve("keys.p12").toString(), "tmc.tls.key-store-password", PASSWORD));
        assertEquals(keys.getCertificate("any"), ofPem.certificate());
        assertEquals(ofPem.certificate(), ofStore.certificate());
        assertEquals(ofPem.key(), ofStore.key());
        assertEquals(8443, ofPem.port());
        assertTrue(ofPem.bootCommands("127.0.0.1").contains("https-listener.port=8443"));
        assertFalse(ofPem.bootCommands("127.0.0.1").contains("http-listener.enabled=false"));
    }

    @Test
    void without_a_certificate_there_is_no_https() {
        assertNull(from(Map.of()));
    }

    @Test
    void what_cannot_be_used_is_told_in_one_line_without_a_password() throws Exception {
        KeyStore keys = keys("EC");
        Map<String, String> settings = pem(keys);
        settings.put("tmc.tls.plain", "sometimes");
        refused(settings, "tmc.tls.plain");
        settings.put("tmc.tls.plain", "off");
        assertTrue(from(settings).bootCommands("::1").contains("http-listener.enabled=false"));
        settings.put("tmc.tls.port", "70000");
        refused(settings, "tmc.tls.port");
        settings.remove("tmc.tls.port");
        settings.put("tmc.tls.key", settings.get("tmc.tls.certificate"));
        refused(settings, "PKCS#8");
        settings.put("tmc.tls.key", folder.resolve("nothing").toString());
        refused(settings, "cannot be used");
        refused(
                Map.of(
                        "tmc.tls.key-store",
                        folder.resolve("keys.p12").toString(),
                        "tmc.tls.key-store-password",
                        "hush-hush"),
                "cannot be used");
    }

    private static void refused(Map<String, String> settings, String words) {
        LaunchException refused = assertThrows(LaunchException.class, () -> from(settings));
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
        assertFalse(String.valueOf(refused.getMessage()).contains("hush"));
        assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
    }
}
