package org.tmcstats.raw;

/**
 * A set-top-box report of an unknown type, kept aside as sent.
 *
 * @param atMicros the report's timestamp, or the time of receipt when the box's clock was wrong
 * @param reportedMicros the report's timestamp as sent, µs since the Unix epoch
 * @param device id of the box; personal data
 * @param type as sent, at most 64 characters
 * @param body the report, JSON
 */
public record StbUnknown(long atMicros, long reportedMicros, String device, String type, String body)
        implements StbRecord {
    @Override
    public boolean clockCorrected() {
        return atMicros != reportedMicros;
    }
}
