package org.tmcstats.identity;

import java.util.Locale;
import org.tmcstats.config.Settings;

/**
 * How identifiers are read.
 *
 * @param region country of the controller, ISO 3166-1 alpha-2, by which national numbers are read; empty when not set
 */
record PersonsConfig(String region) {
    PersonsConfig {
        if (!region.isEmpty()
                && !Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2).contains(region)) {
            throw new IllegalArgumentException(
                    "setting tmc.privacy.region must be a country's two letters (ISO 3166-1), such as DE");
        }
    }

    static PersonsConfig from(Settings settings) {
        return new PersonsConfig(settings.text("tmc.privacy.region").trim());
    }
}
