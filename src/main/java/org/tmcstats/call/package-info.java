/**
 * One call: its summary by leg and stream, and its timeline. Owns no table. Refuses to compute KPIs over several calls, and
 * to log what a call is named by.
 */
@NullMarked
package org.tmcstats.call;

import org.jspecify.annotations.NullMarked;
