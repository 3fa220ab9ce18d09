/**
 * Transactions, SQL files and COPY: the only room that knows {@code java.sql} and the driver. Other rooms work on a
 * {@link org.jdbi.v3.core.Handle} within a transaction. Refuses to know what any statement is for.
 */
@NullMarked
package org.tmcstats.store;

import org.jspecify.annotations.NullMarked;
