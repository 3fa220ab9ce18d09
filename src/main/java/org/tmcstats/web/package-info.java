/**
 * The REST interface as a whole: its base path, JSON, problems, limits, and what every request and reply has in common.
 * Refuses to know any resource.
 */
@NullMarked
package org.tmcstats.web;

import org.jspecify.annotations.NullMarked;
