package org.tmcstats.identity;

/**
 * A set-top box on one UTC day.
 *
 * @param epochDay UTC day, days since 1970-01-01
 * @param device its id; personal data
 */
public record DeviceId(long epochDay, String device) {}
