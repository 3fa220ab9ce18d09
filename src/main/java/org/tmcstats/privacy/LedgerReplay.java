package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.tmcstats.identity.Suppression;
import org.tmcstats.identity.Suppression.Effect;
import org.tmcstats.identity.Suppression.Reason;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Compares the ledger of erasures with the database, at start and every minute. What the database does not know, because an
 * older one was restored, is due again; what the file does not know, because it is another node's, is added to it.
 */
@ApplicationScoped
class LedgerReplay {
    private static final System.Logger LOG = System.getLogger(LedgerReplay.class.getName());

    private final Database database;
    private final ErasureLedger ledger;
    private final Suppression suppression;

    @Inject
    LedgerReplay(Database database, ErasureLedger ledger, Suppression suppression) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.ledger = ledger;
        this.suppression = suppression;
    }

    void compare() {
        Map<UUID, ErasureLedger.Entry> file = ledger.entries();
        Map<UUID, ErasureLedger.Entry> stored = stored();
        file.forEach((id, entry) -> {
            if (!stored.containsKey(id)) {
                again(entry);
            }
        });
        stored.forEach((id, entry) -> {
            if (!file.containsKey(id)) {
                ledger.append(entry);
            }
        });
    }

    private Map<UUID, ErasureLedger.Entry> stored() {
        Map<UUID, ErasureLedger.Entry> stored = new LinkedHashMap<>();
        database.inSeparateTransaction(h -> h.createQuery(
                        "SELECT id, erased_at, identities FROM privacy.erasure ORDER BY erased_at")
                .map((rs, context) -> {
                    UUID id = rs.getObject(1, UUID.class);
                    Instant at = context.findColumnMapperFor(Instant.class)
                            .orElseThrow()
                            .map(rs, 2, context);
                    return stored.put(id, new ErasureLedger.Entry(id, at, Subjects.hashes(rs.getString(3))));
                })
                .list());
        return stored;
    }

    private void again(ErasureLedger.Entry entry) {
        boolean due = database.inSeparateTransaction(h -> {
            int rows = h.createUpdate("INSERT INTO privacy.erasure (id, erased_at, identities)"
                            + " VALUES (:id, :at, :identities::jsonb) ON CONFLICT DO NOTHING")
                    .bind("id", entry.id())
                    .bind("at", entry.erasedAt())
                    .bind("identities", Subjects.json(entry.identities()))
                    .execute();
            if (rows > 0) {
                suppression.add(h, entry.identities(), new Reason(Effect.DROP, entry.id(), entry.erasedAt()));
                // The request itself may be in the older database, approved or not: the ledger stands above it.
                h.createUpdate("UPDATE privacy.request SET status = 'in-progress', error = NULL WHERE id = :id"
                                + " AND status IN ('pending', 'failed', 'in-progress')")
                        .bind("id", entry.id())
                        .execute();
            }
            return rows > 0;
        });
        if (due) {
            LOG.log(Level.INFO, "the database does not know of erasure {0}, which is applied again", entry.id());
        }
    }
}
