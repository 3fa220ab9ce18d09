package org.tmcstats.access;

/**
 * A client's rights or credentials change. Fired in the transaction that changes them, as its last statement, for whoever keeps
 * a record of it.
 *
 * @param client its id
 * @param kind {@code client}, {@code client/secret} or {@code client/second-factor}
 * @param removed it is taken away; else made or replaced
 */
public record ClientChange(String client, String kind, boolean removed) {}
