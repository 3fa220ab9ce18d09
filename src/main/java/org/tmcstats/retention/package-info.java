/**
 * How long data is kept, and the jobs that drop it when its time is over. Works on whole partitions and never on a KPI's
 * value; refuses to drop what a hold covers or what no roll-up has taken.
 */
@NullMarked
package org.tmcstats.retention;

import org.jspecify.annotations.NullMarked;
