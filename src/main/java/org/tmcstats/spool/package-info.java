/**
 * The durable log between feeds and the raw tables: bounded, group-committed, drained exactly once. Refuses to read what
 * it carries. A distributed log can take its place: {@link Spool} appends and waits as a producer does, {@link Drain}
 * reads from a position that is committed with the rows, as a consumer with external offsets does (docs/adr/0002).
 */
@NullMarked
package org.tmcstats.spool;

import org.jspecify.annotations.NullMarked;
