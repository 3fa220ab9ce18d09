package org.tmcstats.raw;

/** A decoded record, ready to be stored. Times are µs since the Unix epoch, already within the accepted range. */
public sealed interface RawRecord permits CallReport, StbRecord {
    /** Time that the record is stored under, µs since the Unix epoch. */
    long atMicros();
}
