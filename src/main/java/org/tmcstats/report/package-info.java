/**
 * The catalogue of reports, one file of {@code sql/report} each, and their answers as JSON and CSV. Owns the settings of
 * reports ({@code ops.setting}). Refuses to compute a KPI that SQL or {@code quality} can compute, and to name a person
 * to a client that may not see one.
 */
@NullMarked
package org.tmcstats.report;

import org.jspecify.annotations.NullMarked;
