package org.tmcstats.store;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tmcstats.testing.TestDatabase;

/** The table of grants, as whom the server signs in. */
class DatabaseRoleTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    /** SQL state insufficient_privilege (PostgreSQL, appendix A). */
    private static final String DENIED = "42501";

    private final Database server = new Database(new JdbcTransactions(DATABASE.dataSource("tmc_server")));

    @Test
    void the_report_role_reads_no_identity_at_all() {
        List<String> tables = tables("identity");
        assertFalse(tables.isEmpty());
        assertAll(tables.stream().map(table -> () -> assertDenied(DatabaseRole.REPORT, "SELECT FROM " + table)));
        assertAll(Stream.of("ops.client", "ops.session", "ops.media_server")
                .map(table -> () -> assertDenied(DatabaseRole.REPORT, "SELECT FROM " + table)));
        assertAll(tables("kpi").stream().map(table -> () -> allowed(DatabaseRole.REPORT, "SELECT FROM " + table)));
        allowed(DatabaseRole.REPORT, "SELECT * FROM masked.call");
        assertDenied(DatabaseRole.REPORT, "DELETE FROM kpi.setting");
    }

    @Test
    void the_person_role_reads_identities_and_changes_nothing() {
        tables("identity").stream()
                .filter(table -> !table.equals("identity.secret"))
                .forEach(table -> {
                    allowed(DatabaseRole.PERSON, "SELECT FROM " + table);
                    assertDenied(DatabaseRole.PERSON, "DELETE FROM " + table);
                });
        assertDenied(DatabaseRole.PERSON, "SELECT FROM identity.secret");
        allowed(DatabaseRole.PERSON, "SELECT FROM kpi.quality_hour");
    }

    @Test
    void the_ingest_role_brings_in_and_never_deletes() {
        allowed(DatabaseRole.INGEST, "SELECT ops.ensure_day(DATE '2026-03-29')");
        for (String schema : List.of("raw", "identity")) {
            tables(schema).forEach(table -> assertDenied(DatabaseRole.INGEST, "DELETE FROM " + table));
        }
        assertDenied(DatabaseRole.INGEST, "SELECT FROM ops.client");
        assertDenied(DatabaseRole.INGEST, "SELECT FROM kpi.quality_hour");
        assertDenied(DatabaseRole.INGEST, "UPDATE identity.secret SET value = value");
    }

    @Test
    void the_login_of_the_server_sees_neither_measurements_nor_people_and_owns_nothing() {
        for (String schema : List.of("raw", "identity", "kpi")) {
            tables(schema).forEach(table -> assertDenied(DatabaseRole.SERVER, "SELECT FROM " + table));
        }
        assertDenied(DatabaseRole.SERVER, "SELECT ops.ensure_day(DATE '2026-03-29')");
        assertDenied(DatabaseRole.SERVER, "CREATE TABLE public.mine (a integer)");
        assertDenied(DatabaseRole.SERVER, "CREATE TABLE ops.mine (a integer)");
        assertDenied(DatabaseRole.SERVER, "SET ROLE postgres");
        allowed(DatabaseRole.SERVER, "SELECT FROM ops.client");
        Boolean owns = server.inTransaction(h -> h.createQuery(
                        "SELECT EXISTS (SELECT FROM pg_class" + " WHERE pg_has_role('tmc_server', relowner, 'MEMBER'))")
                .mapTo(Boolean.class)
                .one());
        assertFalse(owns);
    }

    @Test
    void a_right_that_is_in_the_table_no_more_ends_with_the_next_migration() throws Exception {
        List<String> table = rights();
        Database superuser = DATABASE.database();
        superuser.useTransaction(h -> {
            h.execute("GRANT SELECT, DELETE ON identity.call TO tmc_report");
            h.execute("GRANT SELECT (id, totp_key) ON ops.client TO tmc_report");
            h.execute("GRANT USAGE ON SCHEMA identity TO tmc_report");
            h.execute("GRANT CREATE ON SCHEMA ops TO tmc_ingest");
            h.execute("GRANT EXECUTE ON FUNCTION audit.drop_segment(date) TO tmc_privacy");
        });
        allowed(DatabaseRole.REPORT, "SELECT FROM identity.call");
        String grants =
                Files.readString(Path.of(System.getProperty("basedir", "."), "sql/routines/afterMigrate__grants.sql"));
        try (Connection c = DATABASE.dataSource().getConnection();
                Statement statement = c.createStatement()) {
            statement.execute(grants);
            assertDenied(DatabaseRole.REPORT, "SELECT FROM identity.call");
            assertDenied(DatabaseRole.REPORT, "SELECT id FROM ops.client");
            assertDenied(DatabaseRole.INGEST, "CREATE TABLE ops.mine (a integer)");
            assertDenied(DatabaseRole.PRIVACY, "SELECT audit.drop_segment(DATE '2026-03-01')");
            assertEquals(table, rights());
        }
    }

    /** Who may do what with tables, views and sequences, and their columns. */
    private static List<String> rights() {
        return DATABASE.database()
                .inTransaction(h -> h.createQuery("SELECT format('%s %s %s', c.oid::regclass, a.grantee::regrole,"
                                + " a.privilege_type) FROM pg_class c, aclexplode(c.relacl) a"
                                + " WHERE a.grantee::regrole::text LIKE 'tmc%' ORDER BY 1")
                        .mapTo(String.class)
                        .list());
    }

    @ParameterizedTest
    @EnumSource(DatabaseRole.class)
    void no_role_makes_or_drops_tables_of_the_schema(DatabaseRole role) {
        for (String schema : List.of("raw", "identity", "kpi", "ops")) {
            assertDenied(role, "CREATE TABLE " + schema + ".mine (a integer)");
        }
        assertDenied(role, "DROP TABLE identity.call");
        assertDenied(role, "TRUNCATE raw.measurement");
    }

    @Test
    void work_within_work_has_its_own_role_and_gives_it_back() {
        List<String> seen = server.as(DatabaseRole.REPORT)
                .inTransaction(h -> Stream.of(
                                current(h),
                                server.inTransaction(DatabaseRoleTest::current),
                                current(h),
                                server.as(DatabaseRole.PERSON).inTransaction(DatabaseRoleTest::current),
                                server.as(DatabaseRole.INGEST).inSeparateTransaction(DatabaseRoleTest::current),
                                current(h))
                        .toList());
        assertEquals(List.of("tmc_report", "tmc_server", "tmc_report", "tmc_person", "tmc_ingest", "tmc_report"), seen);
        assertEquals("tmc_server", server.inTransaction(DatabaseRoleTest::current));
    }

    @Test
    void a_failure_within_leaves_the_role_of_what_is_around() {
        server.as(DatabaseRole.REPORT).useTransaction(h -> {
            assertThrows(
                    IllegalStateException.class,
                    () -> server.as(DatabaseRole.PERSON).useTransaction(inner -> {
                        throw new IllegalStateException("not of the database");
                    }));
            assertEquals("tmc_report", current(h));
        });
        assertThrows(
                StoreException.class,
                () -> server.as(DatabaseRole.REPORT).useTransaction(h -> h.execute("SELECT FROM identity.call")));
        assertEquals("tmc_server", server.inTransaction(DatabaseRoleTest::current));
    }

    private static String current(org.jdbi.v3.core.Handle h) {
        return h.createQuery("SELECT current_user").mapTo(String.class).one();
    }

    private void allowed(DatabaseRole role, String sql) {
        server.as(role).useTransaction(h -> h.execute(sql));
    }

    private void assertDenied(DatabaseRole role, String sql) {
        StoreException denied = assertThrows(StoreException.class, () -> allowed(role, sql), () -> role + ": " + sql);
        assertEquals(DENIED, denied.sqlState(), () -> role + ": " + sql);
    }

    private static List<String> tables(String schema) {
        return DATABASE.database()
                .inTransaction(h -> h.createQuery("SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
                                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = :schema"
                                + " AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1")
                        .bind("schema", schema)
                        .mapTo(String.class)
                        .list());
    }
}
