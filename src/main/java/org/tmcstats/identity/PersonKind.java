package org.tmcstats.identity;

import java.util.Arrays;
import java.util.Optional;

/** What kinds of identifiers point to a person. */
public enum PersonKind {
    AGENT("agent"),
    CUSTOMER("customer"),
    PHONE("phone"),
    SIP_URI("sip-uri"),
    IP("ip"),
    DEVICE("device"),
    SESSION("session");

    private static final int SHORTEST_ID = 8;
    private static final int SHORTEST_NUMBER = 7;

    private final String word;

    PersonKind(String word) {
        this.word = word;
    }

    /** As it is written in requests and in comments of columns. */
    public String word() {
        return word;
    }

    /** The kind that a word names; empty when it names none. */
    public static Optional<PersonKind> of(String word) {
        return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
    }

    /**
     * Whether a word within a longer text can be taken for an identifier of this kind. Short or numeric ids are ports, clock
     * rates and payload types of SDP too ({@code PCMU/8000}): they count only where they stand alone, as a column's value or
     * a whole string. An id is told from such words by 8 characters with a letter and a digit, a phone number by a plus sign,
     * a URI, or 7 digits, a SIP URI by its user.
     */
    public boolean isToldWithinText(String word) {
        return switch (this) {
            case IP -> true;
            case SIP_URI -> word.indexOf('@') > 0;
            case PHONE ->
                word.indexOf('+') >= 0
                        || word.indexOf('@') > 0
                        || word.regionMatches(true, 0, "tel:", 0, 4)
                        || word.chars().filter(Character::isDigit).count() >= SHORTEST_NUMBER;
            case AGENT, CUSTOMER, DEVICE, SESSION ->
                word.length() >= SHORTEST_ID
                        && word.chars().anyMatch(Character::isLetter)
                        && word.chars().anyMatch(Character::isDigit);
        };
    }
}
