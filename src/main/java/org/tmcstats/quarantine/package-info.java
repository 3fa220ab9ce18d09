/**
 * What could not be read, and why. Refuses to know what would have made it readable: that is the decoders' matter.
 */
@NullMarked
package org.tmcstats.quarantine;

import org.jspecify.annotations.NullMarked;
