package org.tmcstats.launcher;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/** The schema that this build needs, carried in the launcher's jar. */
final class Migrations {
    /** Held, since loggers are collected with their levels: the terminal is for one line, not for Flyway's thirty. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    private Migrations() {}

    /**
     * Brings the database up to date; several nodes may do so at once.
     *
     * @return number of migrations applied
     */
    static int apply(Login login) {
        FLYWAY.setLevel(Level.WARNING);
        try {
            MigrateResult result = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(login.url(), login.user(), login.password())
                    .locations("classpath:sql/schema", "classpath:sql/routines")
                    .load()
                    .migrate();
            return result.migrationsExecuted;
        } catch (FlywayException e) {
            throw new LaunchException("the database " + login + " cannot be migrated", e);
        }
    }
}
