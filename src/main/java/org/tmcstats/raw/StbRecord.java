package org.tmcstats.raw;

/** A set-top-box report; it may be sent more than once. */
public sealed interface StbRecord extends RawRecord permits StbMedia, StbNetwork, StbUnknown {
    /** Id of the box; personal data. */
    String device();

    /** The report's timestamp as sent, µs since the Unix epoch. */
    long reportedMicros();

    /** True when the reported time lay outside the accepted range and the time of receipt stands in for it. */
    boolean clockCorrected();
}
