package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] RFC_KEY = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, SHA1; the last 6 of its 8 digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codes_are_those_of_the_standard(long seconds, String code) {
        assertEquals(code, Totp.code(RFC_KEY, Instant.ofEpochSecond(seconds)));
        assertEquals(OptionalLong.of(seconds / 30), Totp.step(RFC_KEY, code, Instant.ofEpochSecond(seconds)));
    }

    @Test
    void a_code_is_good_for_a_step_before_and_behind() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        String code = Totp.code(RFC_KEY, now);
        assertEquals(OptionalLong.of(37037037), Totp.step(RFC_KEY, code, now.plusSeconds(30)));
        assertEquals(OptionalLong.of(37037037), Totp.step(RFC_KEY, code, now.minusSeconds(30)));
        assertTrue(Totp.step(RFC_KEY, code, now.plusSeconds(61)).isEmpty());
        assertTrue(Totp.step(RFC_KEY, code, now.minusSeconds(61)).isEmpty());
        assertTrue(Totp.step(RFC_KEY, "", now).isEmpty());
        assertTrue(Totp.step(RFC_KEY, code + "0", now).isEmpty());
    }

    /** RFC 4648: the key of the appendix in Base32. */
    @Test
    void a_key_is_shown_as_authenticator_apps_read_it() {
        assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.base32(RFC_KEY));
        assertEquals(
                "otpauth://totp/tmc-stats:erika?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=tmc-stats",
                Totp.uri("erika", RFC_KEY));
    }
}
