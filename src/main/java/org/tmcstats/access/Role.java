package org.tmcstats.access;

import java.util.List;

/** What a client may do; a client has a set of them. Constants, because annotations take no enum names. */
public final class Role {
    /** Sends records, and nothing else. */
    public static final String FEEDER = "feeder";
    /** Reads reports with persons masked. */
    public static final String VIEWER = "viewer";
    /** Reads reports with persons. */
    public static final String ANALYST = "analyst";
    /** Runs feeds, batch jobs, schedules, settings and alerts. */
    public static final String OPERATOR = "operator";
    /** Everything under /privacy. */
    public static final String PRIVACY_OFFICER = "privacy-officer";
    /** Manages clients. */
    public static final String ADMIN = "admin";

    /** All of them. */
    static final List<String> ALL = List.of(FEEDER, VIEWER, ANALYST, OPERATOR, PRIVACY_OFFICER, ADMIN);

    private Role() {}
}
