package org.tmcstats.audit;

/**
 * The end of the chain.
 *
 * @param seq place of the last entry, 0 when there was never one
 * @param hash of that entry
 */
record Head(long seq, byte[] hash) {}
