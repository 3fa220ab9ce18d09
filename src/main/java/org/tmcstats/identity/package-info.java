/**
 * Who is behind a surrogate key. The only room that writes the call and device identities; refuses to tell anybody's
 * identity to logs, errors or metrics.
 */
@NullMarked
package org.tmcstats.identity;

import org.jspecify.annotations.NullMarked;
