package org.tmcstats.raw;

import java.util.UUID;

/**
 * A stretch of a spool that one transaction stores.
 *
 * @param spool the spool's own id
 * @param partition partition within it
 * @param from position of the first byte; the database must be there
 * @param to position behind the last byte
 */
public record SpoolPosition(UUID spool, int partition, long from, long to) {}
