/**
 * The records as sources send them, and the writer that stores them with the spool's position in one transaction.
 * Refuses to know how a record travelled or what will be computed from it.
 */
@NullMarked
package org.tmcstats.raw;

import org.jspecify.annotations.NullMarked;
