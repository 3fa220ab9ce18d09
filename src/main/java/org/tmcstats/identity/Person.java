package org.tmcstats.identity;

/**
 * An identifier of a person in normal form; {@link Persons} makes them. Personal data: never logged.
 *
 * @param kind what it identifies by
 * @param value normal form: E.164 for phones, lower-case {@code user@host} for SIP, one spelling for each IP address, the
 *     rest as it is
 */
public record Person(PersonKind kind, String value) {
    /** The kind alone: a log line must not tell the value. */
    @Override
    public String toString() {
        return kind.word() + " ***";
    }
}
