/**
 * Set-top boxes: their reports by POST and what is in them. Refuses to turn counters into differences: that needs the
 * reports before and after, which only the raw tables have.
 */
@NullMarked
package org.tmcstats.feed.stb;

import org.jspecify.annotations.NullMarked;
