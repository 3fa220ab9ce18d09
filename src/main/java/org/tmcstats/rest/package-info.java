/**
 * What REST resources of several rooms share: pages of a list and the query parameters that a method knows. Refuses to know
 * any resource, and how a failure is told.
 */
@NullMarked
package org.tmcstats.rest;

import org.jspecify.annotations.NullMarked;
