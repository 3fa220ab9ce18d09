package org.tmcstats.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The schema that this build needs, carried in the launcher's jar. */
final class Migrations {
    /** Held, since loggers are collected with their levels: the terminal is for one line, not for Flyway's thirty. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    private static final String OWNS = "SELECT count(*) FROM pg_namespace"
            + " WHERE nspname = 'identity' AND pg_has_role(current_user, nspowner, 'MEMBER')";

    private Migrations() {}

    /**
     * Brings the database up to date; several nodes may do so at once. A superuser also makes the roles that are missing.
     *
     * @return number of migrations applied
     */
    static int apply(Login login) {
        try {
            if (login.ask("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")
                    .equals("1")) {
                login.run(roles());
            }
            return flyway(login).migrate().migrationsExecuted;
        } catch (FlywayException | SQLException e) {
            throw new LaunchException("the database " + login + " cannot be migrated", e);
        }
    }

    /**
     * For a database that this login shall use and not change.
     *
     * @throws LaunchException if the schema is not up to date, or the login is more than the server needs
     */
    static void refuseUnlessReady(Login login) {
        try {
            if (!login.ask(OWNS).equals("0")) {
                throw new LaunchException("the login " + login.user() + " owns the schema of " + login
                        + "; the server wants tmc_server, see payara-config/production/postgresql-roles.sql");
            }
            int pending = flyway(login).info().pending().length;
            if (pending > 0) {
                throw new LaunchException("the database " + login + " lacks " + pending
                        + " migrations; its owner brings it up to date with --migrate");
            }
        } catch (FlywayException | SQLException e) {
            throw new LaunchException("the database " + login + " cannot be used", e);
        }
    }

    /** Statements that make the roles which the grants name; for a superuser. */
    static String roles() {
        try (InputStream in = Migrations.class.getResourceAsStream("/payara-config/database-roles.sql")) {
            if (in == null) {
                throw new LaunchException("the package is not complete: payara-config/database-roles.sql is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LaunchException("the package cannot be read", e);
        }
    }

    private static Flyway flyway(Login login) {
        FLYWAY.setLevel(Level.WARNING);
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(login.url(), login.user(), login.password())
                .locations("classpath:sql/schema", "classpath:sql/routines")
                .load();
    }
}
