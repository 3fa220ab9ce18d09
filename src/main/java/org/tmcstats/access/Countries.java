package org.tmcstats.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which countries protect personal data adequately, as the resource {@code countries.json} lists them.
 *
 * @param asOf when the list was compiled
 * @param source where the decisions are published
 * @param note how to read it
 * @param eea members of the European Economic Area and their territories with a code of their own, ISO 3166-1 alpha-2
 * @param adequate countries with a decision under Art. 45, and the decision
 * @param partly countries whose decision covers some recipients only
 */
public record Countries(
        LocalDate asOf,
        String source,
        String note,
        Set<String> eea,
        Map<String, String> adequate,
        Map<String, String> partly) {
    private static final Set<String> CODES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

    /** As shipped. */
    public static Countries shipped() {
        try (InputStream in = Countries.class.getResourceAsStream("/countries.json")) {
            return new JsonMapper().readValue(in, Countries.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a text is a country's code. */
    static boolean isCode(String text) {
        return CODES.contains(text);
    }

    /** Whether identifiers may go there without more; a client without a region works where the controller does. */
    boolean isAdequate(@Nullable String region) {
        return region == null || eea.contains(region) || adequate.containsKey(region);
    }
}
