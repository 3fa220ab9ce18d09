package org.tmcstats.privacy.register;

import org.tmcstats.identity.PersonalColumn.Origin;
import org.tmcstats.identity.PersonalColumns.KeyedTable;

/** What tables without identifiers hold of a person as long as their keys lead to one, and what it is kept for. */
public enum LinkedData {
    /** What calls were measured by. */
    CALL_RECORDS(
            "Times and quality of calls: when a call was measured, packets and bytes, loss, jitter, delay, sound quality, and"
                    + " what happened in signalling and media",
            "assure the quality of calls",
            "GDPR Art. 6(1)(f) quality assurance",
            Origin.OBSERVED,
            "media server or user interface"),
    /** What was computed of calls. */
    CALL_SUMS(
            "Times and quality of each call, summed up by hour",
            "assure the quality of calls",
            "GDPR Art. 6(1)(f) quality assurance",
            Origin.DERIVED,
            "measurements of the call"),
    /** What boxes reported. */
    BOX_REPORTS(
            "Viewing data of a household: which channel its set-top box played, the address of the stream, from when to when,"
                    + " how well; and the traffic of the box's network interfaces",
            "find a household's faults",
            "GDPR Art. 6(1)(b) performance of contract",
            Origin.OBSERVED,
            "set-top box"),
    /** What was computed of reports of boxes. */
    BOX_SUMS(
            "Viewing data of a household, summed up by hour or day: channel, address of the stream, time watched, faults; and"
                    + " the traffic of the box's network interfaces",
            "find a household's faults",
            "GDPR Art. 6(1)(b) performance of contract",
            Origin.DERIVED,
            "reports of the set-top box");

    private final String text;
    private final String purpose;
    private final String lawfulBasis;
    private final Origin origin;
    private final String source;

    LinkedData(String text, String purpose, String lawfulBasis, Origin origin, String source) {
        this.text = text;
        this.purpose = purpose;
        this.lawfulBasis = lawfulBasis;
        this.origin = origin;
        this.source = source;
    }

    /** What a table holds: by its schema, and by what its key is of. */
    public static LinkedData of(KeyedTable table) {
        boolean box = table.keys().contains("device_key");
        return table.name().startsWith("kpi.") ? (box ? BOX_SUMS : CALL_SUMS) : (box ? BOX_REPORTS : CALL_RECORDS);
    }

    /** In words for those whom it is about. */
    public String text() {
        return text;
    }

    /** Art. 5(1)(b). */
    public String purpose() {
        return purpose;
    }

    /** Art. 6(1). */
    public String lawfulBasis() {
        return lawfulBasis;
    }

    /** How it came about. */
    public Origin origin() {
        return origin;
    }

    /** Art. 15(1)(g). */
    public String source() {
        return source;
    }
}
