/**
 * The audit trail: who read or changed personal data, in which role, when, what kind, how many persons, what for. Entries
 * form a chain that can only grow, is anchored by signatures outside the database, and is verified on request. Refuses to
 * hold an identifier of a person in the data, and to let a request be answered that it could not record.
 */
@NullMarked
package org.tmcstats.audit;

import org.jspecify.annotations.NullMarked;
