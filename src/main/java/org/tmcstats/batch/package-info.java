/**
 * Jobs: started, stopped, restarted, scheduled, and what became of them, on one node or several. The job repository's tables
 * say what runs; {@code ops.execution} adds where. Refuses to know what any job does.
 */
@NullMarked
package org.tmcstats.batch;

import org.jspecify.annotations.NullMarked;
