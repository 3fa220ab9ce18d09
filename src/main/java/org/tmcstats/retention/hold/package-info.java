/**
 * Legal holds: what is kept longer than its time, on which ground, and by whose order. Knows persons by keyed hash alone;
 * refuses to purge or to redact anything itself.
 */
@NullMarked
package org.tmcstats.retention.hold;

import org.jspecify.annotations.NullMarked;
