package org.tmcstats.store;

/**
 * As whom a transaction works in PostgreSQL, hence what it may touch at most: a fault in a report's SQL cannot show a person.
 * What each may do is the table in {@code sql/routines/afterMigrate__grants.sql}.
 */
public enum DatabaseRole {
    /** The role that the server signs in with: administration, no measurement and no person. */
    SERVER("none"),
    /** Records and identities in. */
    INGEST("tmc_ingest"),
    /** KPIs of raw rows. */
    ROLLUP("tmc_rollup"),
    /** KPIs and raw rows, read; no identities. */
    REPORT("tmc_report"),
    /** The same with identities. */
    PERSON("tmc_person"),
    /** Identities read, changed and erased; retention. */
    PRIVACY("tmc_privacy");

    private final String sqlName;

    DatabaseRole(String sqlName) {
        this.sqlName = sqlName;
    }

    String sqlName() {
        return sqlName;
    }
}
