package org.tmcstats.privacy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.tmcstats.audit.Audit;
import org.tmcstats.audit.TestAudit;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.PersonKind;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.retention.hold.Holds;
import org.tmcstats.retention.hold.TestHolds;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestKeys;
import org.tmcstats.testing.TestSettings;

/** The room's parts on a database of their own, without a server: steps of jobs are called one by one. */
@NullUnmarked
final class PrivacyRoom {
    static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    final TestDatabase server = TestDatabase.create();
    final Database database = server.database();
    final TestKeys keys = TestKeys.of(database);
    final Vault vault = new Vault(keys.sealing(), keys.keys(), keys.persons());
    final AsideStore aside = new AsideStore(keys.suppression());
    final Turn turn = new Turn();
    final Reversal reversal = new Reversal(database, vault, keys.suppression(), aside, turn);
    final PersonalColumns columns = new PersonalColumns(database);
    final Holds holds = new Holds(columns, keys.persons(), keys.suppression());
    final HeldRows heldRows = new HeldRows(holds, vault, aside);
    final Audit audit = TestAudit.of(database, keys.keys());
    final Certificates certificates = new Certificates(database, keys.keys());
    final Requests requests;
    final Subjects subjects;
    final Suppressions suppressions;
    final Erasure erasure;
    final Rewriting rewriting;
    final RequestChecks checks = new RequestChecks(database, turn);

    PrivacyRoom(Path folder) {
        this(folder, Clock.systemUTC());
    }

    PrivacyRoom(Path folder, Clock clock) {
        requests = requests(true, clock);
        subjects = new Subjects(database, vault, requests, columns);
        suppressions = new Suppressions(
                database,
                subjects,
                keys.suppression(),
                aside,
                requests,
                reversal,
                new Corrections(subjects, aside),
                audit);
        rewriting = new Rewriting(database, subjects);
        Settings settings = TestSettings.with(
                "tmc.privacy.node-patience",
                "PT5S",
                "tmc.privacy.ledger-file",
                folder.resolve("ledger").toString());
        erasure = new Erasure(
                database,
                subjects,
                keys.suppression(),
                new ErasureLedger(folder.resolve("ledger"), keys.keys()),
                aside,
                requests,
                certificates,
                heldRows,
                audit,
                settings);
    }

    Requests requests(boolean fourEyes, Clock clock) {
        PrivacyConfig config = new PrivacyConfig(
                fourEyes,
                Duration.ofDays(7),
                Duration.ofDays(14),
                "",
                List.of("Contact Centre Ltd"),
                Path.of("unused"),
                Duration.ofSeconds(5),
                ZoneOffset.UTC);
        Callbacks callbacks =
                new Callbacks(database, new ProcessorSignature(keys.keys(), TestSettings.with()), TestSettings.with());
        return new Requests(database, vault, callbacks, reversal, config, clock);
    }

    /** A request that is approved. */
    UUID approved(String type, String kind, String value) {
        return approved(type, kind, value, null);
    }

    UUID approved(String type, String kind, String value, String right) {
        NewRequest wanted = new NewRequest(
                type,
                List.of(new NewRequest.Identity(kind, value)),
                null,
                "letter",
                right == null ? null : List.of(new NewRequest.Change(kind, value, right)),
                null);
        UUID id = requests.file(wanted.filing(requests.now(), null), "desk")
                .request()
                .id();
        requests.approve(id, "officer", null, null);
        return id;
    }

    /** Runs the whole of a restriction or rectification. */
    UUID changed(String type, String kind, String value, String right) {
        UUID id = approved(type, kind, value, right);
        change(id);
        suppressions.end(id);
        return id;
    }

    /** As far as a run that fails in its last step. */
    void change(UUID id) {
        suppressions.begin(id);
        suppressions.tables(id).forEach(table -> suppressions.change(id, table));
    }

    /** A call with an agent and a customer. */
    void call(long key, String agent, String customer) {
        execute("SELECT ops.ensure_day('" + DAY + "')");
        execute("INSERT INTO identity.call VALUES ('" + DAY + "', " + key + ", 'session-" + key + "', NULL)");
        participant(key, "agent", agent);
        participant(key, "customer", customer);
        execute("INSERT INTO identity.event VALUES ('" + DAY + "', " + key + ", " + key + ", '" + DAY
                + " 09:00Z', '{\"source\": \"" + agent + "\"}')");
    }

    void participant(long key, String role, String value) {
        execute("INSERT INTO identity.participant VALUES ('" + DAY + "', " + key + ", '" + role + "', '" + value
                + "', '')");
    }

    void hold(PersonKind kind, String value) {
        database.useTransaction(h ->
                TestHolds.place(holds, h, keys.persons().person(kind, value).orElseThrow(), null, null, null));
    }

    /** A run of a job as the server's repository has it; its execution. */
    long run(String job, String status) {
        return database.inTransaction(h -> h.createQuery(
                        "WITH i AS (INSERT INTO jb_jobinstancedata (name) VALUES (:job) RETURNING jobinstanceid)"
                                + " INSERT INTO jb_executioninstancedata (jobinstanceid, createtime, batchstatus)"
                                + " SELECT jobinstanceid, localtimestamp, :status FROM i RETURNING jobexecid")
                .bind("job", job)
                .bind("status", status)
                .mapTo(Long.class)
                .one());
    }

    void execute(String sql) {
        database.useTransaction(h -> h.execute(sql));
    }

    long count(String from) {
        return database.inTransaction(h ->
                h.createQuery("SELECT count(*) FROM " + from).mapTo(Long.class).one());
    }

    List<String> texts(String sql) {
        return database.inTransaction(
                h -> h.createQuery(sql).mapTo(String.class).list());
    }

    /** Kept rows and their ground by table, as the certificate of an erasure tells. */
    List<Map<String, Object>> kept(UUID id) {
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> kept = (List<Map<String, Object>>)
                certificates.require(id).certificate().get("kept");
        return kept;
    }
}
