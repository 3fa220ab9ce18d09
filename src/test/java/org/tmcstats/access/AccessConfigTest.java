package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tmcstats.config.SettingException;
import org.tmcstats.testing.TestSettings;

class AccessConfigTest {
    @Test
    void defaults_are_those_that_are_shipped() {
        assertEquals(
                new AccessConfig(
                        Duration.ofDays(1),
                        5,
                        50,
                        Duration.ofMinutes(15),
                        List.of(),
                        Duration.ofMinutes(30),
                        Duration.ofHours(12)),
                AccessConfig.from(TestSettings.with()));
        assertEquals(
                new TokenConfig("", "", "", "groups", "", "", Duration.ofSeconds(30)),
                TokenConfig.from(TestSettings.with()));
    }

    @ParameterizedTest
    @CsvSource({
        "tmc.access.secret-overlap, P91D",
        "tmc.access.failures-per-client, 0",
        "tmc.access.failures-per-address, many",
        "tmc.access.longest-lock, PT0S",
        "tmc.access.second-factor-roles, feeder",
        "tmc.access.second-factor-roles, king",
        "tmc.session.idle, PT59S",
        "tmc.session.longest, P8D"
    })
    void values_out_of_bounds_are_refused(String key, String value) {
        assertThrows(SettingException.class, () -> AccessConfig.from(TestSettings.with(key, value)));
    }
}
