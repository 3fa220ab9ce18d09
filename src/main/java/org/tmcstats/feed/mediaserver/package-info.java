/**
 * Media servers: one WebSocket connection to each, what they send, and where they are configured. Refuses to know what
 * becomes of a message once the spool has it.
 */
@NullMarked
package org.tmcstats.feed.mediaserver;

import org.jspecify.annotations.NullMarked;
