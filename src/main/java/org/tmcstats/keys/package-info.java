/**
 * The master key and what is derived from it: secrets by purpose, keyed hashes, signatures. Refuses to know what a key is
 * for, and lets the master key out to nobody.
 */
@NullMarked
package org.tmcstats.keys;

import org.jspecify.annotations.NullMarked;
