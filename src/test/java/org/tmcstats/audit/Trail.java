package org.tmcstats.audit;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.Persons;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;
import org.tmcstats.store.JdbcTransactions;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

/** An audit trail without a server, and ways to do to it what nobody may. */
final class Trail {
    final TestDatabase server = TestDatabase.create();
    private final Database superuser = server.database();

    final Database database = new Database(new JdbcTransactions(server.dataSource("tmc_server")));
    final Settings settings;
    final Keys keys;
    final Audit audit;
    final Anchors anchors;
    final Verification verification;
    final AuditSegments segments;

    Trail(Path folder) {
        settings = TestSettings.with(
                "tmc.keys.file", folder.resolve("master.key").toString(),
                "tmc.audit.anchor-file", folder.resolve("anchors").toString());
        keys = new Keys(database, settings);
        Chain chain = new Chain(keys);
        audit = new Audit(
                database, chain, keys, new Persons(keys, settings), new CurrentCaller(), new AuditedRequest());
        anchors = new Anchors(database, chain, keys, settings);
        verification = new Verification(database, keys, anchors);
        segments = new AuditSegments(database, chain, anchors, verification);
    }

    void record(int entries) {
        for (int i = 0; i < entries; i++) {
            audit.record("job-" + i % 3, Action.values()[i % 5], "kind-" + i % 2, i, "test");
        }
    }

    /** The chain's clock from now on. */
    void clock(String expression) {
        String function = superuser.inTransaction(h -> h.createQuery("SELECT pg_get_functiondef('audit.head'::regproc)")
                .mapTo(String.class)
                .one());
        superuser.useTransaction(h -> {
            try (Statement statement = h.getConnection().createStatement()) {
                statement.execute(function.replaceFirst("at := [^;]+;", "at := " + expression + ";"));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** As a superuser who knows how to get past triggers. */
    void tamper(String... statements) {
        superuser.useTransaction(h -> {
            h.execute("SET LOCAL session_replication_role = replica");
            for (String sql : statements) {
                h.execute(sql);
            }
        });
    }

    void save() {
        tamper("CREATE TABLE public.saved AS TABLE audit.entry", "CREATE TABLE public.anchors AS TABLE audit.anchor");
    }

    void restore() {
        tamper(
                "DELETE FROM audit.entry",
                "INSERT INTO audit.entry TABLE public.saved",
                "DELETE FROM audit.anchor",
                "INSERT INTO audit.anchor TABLE public.anchors");
    }

    List<Findings.Fault> faults() {
        return verification.verify(audit.latest()).faults();
    }

    List<Findings.Fault> faults(@Nullable Head known) {
        return verification.verify(known).faults();
    }
}
