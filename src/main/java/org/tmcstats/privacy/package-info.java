/**
 * What the law gives people against the controller: their requests (GDPR Art. 12 and 15 to 22) from filing to proof, the
 * jobs that do the work, and the same by OpenDSR. What is found, handed out and erased is decided by the comments of the
 * columns (identity.PersonalColumns). Refuses to keep a clear identifier longer than a request is open.
 */
@NullMarked
package org.tmcstats.privacy;

import org.jspecify.annotations.NullMarked;
