package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.tmcstats.keys.Sealing;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/** Second factors of clients, in {@code ops.client}, their keys sealed: who holds a backup can show no code. */
@ApplicationScoped
class SecondFactors {
    private static final String PURPOSE = "totp";
    private static final String KIND = "client/second-factor";

    private final Database database;
    private final Attempts attempts;
    private final Sealing sealing;
    private final Event<ClientChange> changes;

    @Inject
    SecondFactors(Database database, Attempts attempts, Sealing sealing, Event<ClientChange> changes) {
        this.database = database;
        this.attempts = attempts;
        this.sealing = sealing;
        this.changes = changes;
    }

    /**
     * A new key, not asked for until {@link #confirm}.
     *
     * @throws ProblemException conflict when the client has a second factor
     */
    byte[] enrol(String client) {
        byte[] key = Secrets.random(Totp.KEY_BYTES);
        int changed = database.inTransaction(
                h -> h.createUpdate("UPDATE ops.client SET totp_key = :key WHERE id = :id AND NOT totp_confirmed")
                        .bind("key", sealing.seal(PURPOSE, client, key))
                        .bind("id", client)
                        .execute());
        if (changed == 0) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "There is a second factor already; an administrator removes it first");
        }
        return key;
    }

    /** True when the code is right; from then on codes are asked for, and sessions that began without one are ended. */
    boolean confirm(String client, String code) {
        boolean right = take(client, code);
        if (right) {
            database.useTransaction(h -> {
                h.execute("UPDATE ops.client SET totp_confirmed = true WHERE id = ?", client);
                Sessions.closeAll(h, client);
                changes.fire(new ClientChange(client, KIND, false));
            });
        }
        return right;
    }

    /**
     * True when the code is one of now that was not taken before.
     *
     * @throws ProblemException too-many-requests after too many wrong ones
     */
    boolean take(String client, String code) {
        attempts.codeTried(client);
        Optional<byte[]> key = database.inTransaction(
                h -> h.createQuery("SELECT totp_key FROM ops.client WHERE id = :id AND totp_key IS NOT NULL")
                        .bind("id", client)
                        .mapTo(byte[].class)
                        .findOne()
                        .map(stored -> sealing.open(PURPOSE, client, stored)));
        OptionalLong step = key.isEmpty() ? OptionalLong.empty() : Totp.step(key.get(), code, Instant.now());
        boolean right = step.isPresent()
                && database.inTransaction(h -> h.createUpdate("UPDATE ops.client SET totp_last_step = :step"
                                        + " WHERE id = :id AND totp_last_step < :step")
                                .bind("step", step.getAsLong())
                                .bind("id", client)
                                .execute())
                        == 1;
        if (right) {
            attempts.codeSucceeded(client);
        }
        return right;
    }

    /** False when there is no such client. Its sessions end: whoever had the factor may have one. */
    boolean remove(String client) {
        return database.inTransaction(h -> {
            boolean there =
                    h.execute("UPDATE ops.client SET totp_key = NULL, totp_confirmed = false WHERE id = ?", client)
                            == 1;
            Sessions.closeAll(h, client);
            if (there) {
                changes.fire(new ClientChange(client, KIND, true));
            }
            return there;
        });
    }
}
