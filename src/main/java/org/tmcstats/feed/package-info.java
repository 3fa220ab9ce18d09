/**
 * What all feeds share: their status, reading JSON without losing any of it, the reply to a POST. Refuses to know any
 * single source; each has a room of its own, {@code feed.<name>}.
 */
@NullMarked
package org.tmcstats.feed;

import org.jspecify.annotations.NullMarked;
