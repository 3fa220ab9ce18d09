package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CountriesTest {
    private final Countries countries = Countries.shipped();

    @Test
    void every_code_is_a_country_and_stands_in_one_list() {
        TreeSet<String> all = new TreeSet<>(countries.eea());
        all.addAll(countries.adequate().keySet());
        all.addAll(countries.partly().keySet());
        assertEquals(
                countries.eea().size()
                        + countries.adequate().size()
                        + countries.partly().size(),
                all.size());
        all.forEach(code -> assertTrue(Countries.isCode(code), code));
        // 27 members, 3 of the EEA, 7 territories with codes of their own
        assertEquals(37, countries.eea().size());
    }

    @Test
    void identifiers_go_to_the_eea_and_to_countries_with_a_decision_for_all_recipients() {
        for (String code : List.of("DE", "NO", "RE", "CH", "JP", "BR", "GB")) {
            assertTrue(countries.isAdequate(code), code);
        }
        assertTrue(countries.isAdequate(null));
        for (String code : List.of("US", "CA", "IN", "CN", "Europe", "")) {
            assertFalse(countries.isAdequate(code), code);
        }
    }
}
