package org.tmcstats.launcher;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * How to reach a database.
 *
 * @param url JDBC URL without user and password, so that it can be shown
 */
record Login(String url, String user, String password) {
    /** Oldest PostgreSQL that reads the schema (STORAGE in CREATE TABLE). */
    static final int OLDEST = 16;

    /** Takes user and password out of the URL's parameters, if they are there. */
    static Login of(String url, String user, String password) {
        Properties parsed = url.startsWith("jdbc:postgresql:") ? Driver.parseURL(url, null) : null;
        if (parsed == null) {
            throw new LaunchException("the database URL must look like jdbc:postgresql://host:5432/name");
        }
        String bare = url.replaceAll("(?<=[?&])(user|password)=[^&]*(&|$)", "").replaceAll("[?&]$", "");
        return new Login(bare, parsed.getProperty("user", user), parsed.getProperty("password", password));
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("ApplicationName", "tmc-stats launcher");
        return DriverManager.getConnection(url, properties);
    }

    /**
     * Tries the login.
     *
     * @throws LaunchException if the database does not answer, refuses, or is too old
     */
    void check() {
        try (Connection c = connect()) {
            int version = c.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                throw new LaunchException(
                        "the database " + url + " is PostgreSQL " + version + ", " + OLDEST + " or newer is needed");
            }
        } catch (SQLException e) {
            throw new LaunchException("the database " + url + " cannot be used", e);
        }
    }

    /** Runs statements. */
    void run(String sql) throws SQLException {
        try (Connection c = connect();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    /** The first column of the first row. */
    String ask(String sql) throws SQLException {
        try (Connection c = connect();
                Statement s = c.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Override
    public String toString() {
        return url;
    }
}
