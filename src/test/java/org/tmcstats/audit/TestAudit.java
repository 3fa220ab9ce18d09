package org.tmcstats.audit;

import org.tmcstats.access.CurrentCaller;
import org.tmcstats.identity.Persons;
import org.tmcstats.keys.Keys;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestSettings;

/** The audit trail without a server, for tests of jobs in other rooms. */
public final class TestAudit {
    private TestAudit() {}

    public static Audit of(Database database, Keys keys) {
        return new Audit(
                database,
                new Chain(keys),
                keys,
                new Persons(keys, TestSettings.with()),
                new CurrentCaller(),
                new AuditedRequest());
    }
}
