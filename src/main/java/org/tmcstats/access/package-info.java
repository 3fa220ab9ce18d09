/**
 * Clients, their secrets and roles, and who a request comes from. Every request under the API's base passes here first.
 * Refuses to know what a role allows: each resource method says that itself.
 */
@NullMarked
package org.tmcstats.access;

import org.jspecify.annotations.NullMarked;
