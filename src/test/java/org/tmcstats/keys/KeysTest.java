package org.tmcstats.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import at.favre.lib.hkdf.HKDF;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

class KeysTest {
    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.create();

    private Keys keys(TestDatabase of, String file) {
        return new Keys(
                of.database(),
                TestSettings.with("tmc.keys.file", folder.resolve(file).toString()));
    }

    /** RFC 5869, appendix A.1 to A.3: input, salt, info, length, pseudorandom key, output. */
    @ParameterizedTest
    @CsvSource(
            emptyValue = "",
            value = {
                "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 000102030405060708090a0b0c, f0f1f2f3f4f5f6f7f8f9, 42,"
                        + " 077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5,"
                        + " 3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
                "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, '', '', 42,"
                        + " 19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04,"
                        + " 8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            })
    void keys_are_derived_as_rfc_5869_says(String ikm, String salt, String info, int length, String prk, String okm) {
        HexFormat hex = HexFormat.of();
        byte[] extracted = HKDF.fromHmacSha256().extract(hex.parseHex(salt), hex.parseHex(ikm));
        assertEquals(prk, hex.formatHex(extracted));
        assertEquals(okm, hex.formatHex(HKDF.fromHmacSha256().expand(extracted, hex.parseHex(info), length)));
    }

    /** RFC 8032, section 7.1, test 2; the thumbprint's key is that of RFC 8037, appendix A. */
    @Test
    void signatures_are_those_of_rfc_8032() {
        HexFormat hex = HexFormat.of();
        SigningKey two =
                new SigningKey(hex.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        assertEquals(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                hex.formatHex(two.sign(new byte[] {0x72})));
        SigningKey one = new SigningKey(Base64.getUrlDecoder().decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));
        assertEquals("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", one.thumbprint());
    }

    @Test
    void a_signature_is_verified_by_the_public_key_alone() throws Exception {
        Keys keys = keys(database, "master.key");
        byte[] data = "chain".getBytes(StandardCharsets.UTF_8);
        byte[] signed = keys.sign(data);
        String der = keys.publicKeyPem().replaceAll("-----[A-Z ]+-----|\n", "");
        Signature other = Signature.getInstance("Ed25519");
        other.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(der))));
        other.update(data);
        assertTrue(other.verify(signed));
        assertTrue(keys.verify(data, signed));
        signed[10] ^= 1;
        assertFalse(keys.verify(data, signed));
        assertFalse(keys.verify(data, new byte[3]));
    }

    @Test
    void purposes_have_unrelated_keys_that_last() throws Exception {
        Keys keys = keys(database, "master.key");
        byte[] one = keys.hmac("one", "text");
        assertNotEquals(HexFormat.of().formatHex(one), HexFormat.of().formatHex(keys.hmac("two", "text")));
        assertArrayEquals(one, keys(database, "master.key").hmac("one", "text"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys.secret("one").getEncoded(), "HmacSHA256"));
        mac.update(new byte[] {0, 0, 0, 4});
        assertArrayEquals(one, mac.doFinal("text".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void parts_of_a_keyed_hash_do_not_run_into_each_other() {
        Keys keys = keys(database, "master.key");
        byte[] a = {1, 2};
        byte[] b = {3};
        byte[] c = {1};
        byte[] d = {2, 3};
        assertNotEquals(
                HexFormat.of().formatHex(keys.hmac("p", a, b)), HexFormat.of().formatHex(keys.hmac("p", c, d)));
    }

    @Test
    void the_file_is_made_for_its_owner_only_and_never_changed() throws IOException {
        keys(database, "new/master.key");
        Path file = folder.resolve("new/master.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        String first = Files.readString(file);
        assertTrue(first.matches("[0-9a-f]{64}\n"));
        keys(database, "new/master.key");
        assertEquals(first, Files.readString(file));
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void another_master_key_than_the_databases_is_refused() {
        keys(database, "master.key");
        String message = assertThrows(IllegalStateException.class, () -> {
                    keys(TestDatabase.create(), "other.key");
                    keys(database, "other.key");
                })
                .getMessage();
        assertTrue(message.contains("is not the one that this database was used with"), message);
    }

    @Test
    void a_lost_master_key_is_not_replaced() throws IOException {
        keys(database, "master.key");
        Files.delete(folder.resolve("master.key"));
        String message = assertThrows(IllegalStateException.class, () -> keys(database, "master.key"))
                .getMessage();
        assertTrue(message.contains("is missing"), message);
        assertFalse(Files.exists(folder.resolve("master.key")));
    }

    @Test
    void a_file_that_is_open_to_others_or_damaged_is_refused() throws IOException {
        Path file = folder.resolve("master.key");
        keys(database, "master.key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThrows(IllegalStateException.class, () -> keys(database, "master.key"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        keys(database, "master.key");
        Files.writeString(file, "0b0b\n");
        String message = assertThrows(IllegalStateException.class, () -> keys(database, "master.key"))
                .getMessage();
        assertFalse(message.contains("0b0b"), message);
    }
}
