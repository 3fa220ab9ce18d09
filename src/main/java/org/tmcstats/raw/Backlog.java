package org.tmcstats.raw;

/** What was acknowledged but is not in the raw tables yet. The spool implements it; a roll-up waits on it. */
public interface Backlog {
    /**
     * Returns once everything that this node acknowledged before the call is in the raw tables.
     *
     * @throws InterruptedException when the waiting thread is to stop
     */
    void awaitStored() throws InterruptedException;
}
