package org.tmcstats.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.store.Database;
import org.tmcstats.testing.TestDatabase;
import org.tmcstats.testing.TestSettings;

class RetentionDaysTest {
    private final Database database = TestDatabase.create().database();

    private static RetentionConfig auditFor(int days) {
        return RetentionConfig.from(TestSettings.with("tmc.audit.retention", "P" + days + "D"));
    }

    private void put(RetentionConfig config, Map<String, Object> body) {
        database.useTransaction(
                h -> RetentionDays.read(h, config).with(body, config).write(h, body));
    }

    private int inForce(Topic topic, String dataset, RetentionConfig config) {
        return database.inTransaction(h -> RetentionDays.read(h, config)).of(topic, dataset);
    }

    @Test
    void what_nobody_named_goes_on_as_configured() {
        put(auditFor(365), Map.of("identities", Map.of("ui", 14)));
        assertEquals(
                List.of("identities ui 14"),
                database.inTransaction(
                        h -> h.createQuery("SELECT kind || ' ' || dataset || ' ' || days FROM ops.retention")
                                .mapTo(String.class)
                                .list()));
        assertEquals(14, inForce(Topic.IDENTITIES, "ui", auditFor(365)));
        assertEquals(30, inForce(Topic.IDENTITIES, "ms", auditFor(365)));
        assertEquals(365, inForce(Topic.AUDIT, "", auditFor(365)));
        assertEquals(700, inForce(Topic.AUDIT, "", auditFor(700)));
    }

    @Test
    void whom_the_trail_watches_may_keep_it_longer_and_not_shorter() {
        RetentionConfig config = auditFor(365);
        for (int days : new int[] {1, 364}) {
            ProblemException refused = assertThrows(ProblemException.class, () -> put(config, Map.of("audit", days)));
            assertEquals(
                    List.of("/audit"),
                    refused.faults().stream()
                            .map(ProblemException.Fault::pointer)
                            .toList());
        }
        put(config, Map.of("audit", 365));
        put(config, Map.of("audit", 400));
        assertEquals(400, inForce(Topic.AUDIT, "", config));
        assertEquals(500, inForce(Topic.AUDIT, "", auditFor(500)));
    }
}
