/** The ways in which a request can fail, and how the failure is told (RFC 9457). Refuses to know who asked or what for. */
@NullMarked
package org.tmcstats.problem;

import org.jspecify.annotations.NullMarked;
