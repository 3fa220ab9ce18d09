/**
 * Hourly and daily aggregates from raw records: each batch of records is counted exactly once, whatever its age and
 * however often a run is killed or repeated; computing an hour anew gives identical rows. Refuses to know how records
 * came in, how a job is started, and what a report shows.
 */
@NullMarked
package org.tmcstats.rollup;

import org.jspecify.annotations.NullMarked;
