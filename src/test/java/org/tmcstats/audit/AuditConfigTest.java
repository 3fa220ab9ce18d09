package org.tmcstats.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tmcstats.config.SettingException;
import org.tmcstats.testing.TestSettings;

class AuditConfigTest {
    @Test
    void defaults_are_these() {
        assertEquals(
                new AuditConfig(
                        Path.of("data/audit/anchors"),
                        Duration.ofMinutes(10),
                        Duration.ofDays(365),
                        Set.of(
                                "quality-analysis",
                                "fault-analysis",
                                "customer-complaint",
                                "operation",
                                "administration",
                                "data-protection",
                                "legal-claim")),
                AuditConfig.from(TestSettings.with()));
    }

    @Test
    void purposes_that_roles_have_by_default_can_be_named() {
        Set<String> purposes = AuditConfig.from(TestSettings.with()).purposes();
        for (String role : List.of("feeder", "viewer", "analyst", "operator", "privacy-officer", "admin")) {
            assertTrue(purposes.contains(AuditConfig.purposeOf(role)), role);
        }
    }

    @Test
    void what_is_out_of_bounds_is_refused() {
        for (String[] setting : new String[][] {
            {"tmc.audit.anchor-interval", "PT0S"},
            {"tmc.audit.anchor-interval", "PT25H"},
            {"tmc.audit.retention", "PT1H"},
            {"tmc.audit.retention", "P4000D"},
            {"tmc.audit.purposes", "Two words"},
            {"tmc.audit.anchor-file", ""}
        }) {
            assertThrows(
                    SettingException.class,
                    () -> AuditConfig.from(TestSettings.with(setting[0], setting[1])),
                    setting[0]);
        }
    }
}
