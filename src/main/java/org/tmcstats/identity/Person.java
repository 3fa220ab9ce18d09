package org.tmcstats.identity;

/**
 * An identifier of a person in normal form; {@link Persons} makes them. Personal data: never logged.
 *
 * @param kind what it identifies by
 * @param value normal form: E.164 for phones, lower-case {@code user@host} for SIP, one spelling for each IP address, the
 *     rest as it is
 */
public record Person(PersonKind kind, String value) {
    /** What a number without country code lacks, see {@link #lacksCountry}. */
    public static final String COUNTRY_WANTED = "must begin with + and the country code, or tmc.privacy.region be set";

    private static final int SHORTEST_NATIONAL = 7;

    /**
     * Whether this is a phone number of 7 digits or more without country code, as no region told it. The same number with
     * its code is another identifier then, so whoever names a person must say the code; shorter ones are of private plans.
     */
    public boolean lacksCountry() {
        return kind == PersonKind.PHONE && !value.startsWith("+") && value.length() >= SHORTEST_NATIONAL;
    }

    /** The kind alone: a log line must not tell the value. */
    @Override
    public String toString() {
        return kind.word() + " ***";
    }
}
