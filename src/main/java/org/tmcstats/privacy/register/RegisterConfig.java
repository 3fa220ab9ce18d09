package org.tmcstats.privacy.register;

import java.util.Arrays;
import java.util.List;
import org.tmcstats.config.Settings;

/**
 * Who answers for the data.
 *
 * @param role controller or processor
 * @param controller name and contact of the controller; of the processor's own firm when it is one
 * @param officer name and contact of the data protection officer (Art. 37)
 * @param authority supervisory authority
 * @param onBehalfOf controllers for whom a processor works (Art. 30(2))
 * @param recipients whom data are disclosed to, beside the clients (Art. 30(1)(d))
 */
record RegisterConfig(
        String role,
        String controller,
        String officer,
        String authority,
        List<String> onBehalfOf,
        List<String> recipients) {
    RegisterConfig {
        if (!role.equals("controller") && !role.equals("processor")) {
            throw new IllegalArgumentException("setting tmc.privacy.role must be controller or processor");
        }
    }

    static RegisterConfig from(Settings settings) {
        return new RegisterConfig(
                settings.text("tmc.privacy.role").trim(),
                settings.text("tmc.privacy.controller").trim(),
                settings.text("tmc.privacy.officer").trim(),
                settings.text("tmc.privacy.authority").trim(),
                list(settings, "tmc.privacy.on-behalf-of"),
                list(settings, "tmc.privacy.recipients"));
    }

    boolean isProcessor() {
        return role.equals("processor");
    }

    private static List<String> list(Settings settings, String key) {
        return Arrays.stream(settings.text(key).split(","))
                .map(String::trim)
                .filter(t -> !t.isEmpty())
                .toList();
    }
}
