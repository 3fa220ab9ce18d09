/** Units, the E-model, KPI definitions and histogram buckets: pure functions. Refuses to know any other room. */
@NullMarked
package org.tmcstats.quality;

import org.jspecify.annotations.NullMarked;
