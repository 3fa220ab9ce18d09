/**
 * Starts what the WAR needs and then the WAR: PostgreSQL (and again if it dies), migrations, the server; stops them in the
 * opposite order. Lives outside the WAR, in the jar beside it. Refuses to know what the application does: they share
 * system properties and nothing else.
 */
@NullMarked
package org.tmcstats.launcher;

import org.jspecify.annotations.NullMarked;
