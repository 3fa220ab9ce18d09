package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;

/** Sessions of browsers, in {@code ops.session}: good on every node, and what the table holds opens nothing. */
@ApplicationScoped
class Sessions {
    /** @param secondFactor a code was shown at the sign-in */
    record Session(Client client, boolean secondFactor) {}

    private static final int TOKEN_BYTES = 32;
    private static final String FOUND = "SELECT c.*, s.second_factor,"
            + " s.seen_at < now() - make_interval(secs => :idle) / 10 AS stale"
            + " FROM ops.session s JOIN ops.client c ON c.id = s.client"
            + " WHERE s.token_hash = :hash AND s.seen_at > now() - make_interval(secs => :idle)"
            + " AND s.created_at > now() - make_interval(secs => :longest)";

    private static final String OPENED = "INSERT INTO ops.session (token_hash, client, second_factor)"
            + " SELECT :hash, id, :second FROM ops.client WHERE id = :client AND (secret_hash = :secret"
            + " OR previous_secret_hash = :secret AND previous_secret_until > now()) FOR SHARE";

    private final Database database;
    private final AccessConfig config;

    @Inject
    Sessions(Database database, Settings settings) {
        this(database, AccessConfig.from(settings));
    }

    Sessions(Database database, AccessConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * A new session; its token, for the cookie. Empty when the secret that opens it is good no more: whoever ends a secret
     * ends its sessions, and the row's lock puts one of the two first. Sessions that have ended are cleared away.
     *
     * @param secretHash of the client's two which the secret fits
     */
    Optional<String> open(String client, String secretHash, boolean secondFactor) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.random(TOKEN_BYTES));
        int opened = database.inTransaction(h -> {
            int rows = h.createUpdate(OPENED)
                    .bind("hash", hash(token))
                    .bind("client", client)
                    .bind("secret", secretHash)
                    .bind("second", secondFactor)
                    .execute();
            // Behind the client's lock, as whoever ends a client's sessions takes the two.
            h.createUpdate("DELETE FROM ops.session WHERE seen_at < now() - make_interval(secs => :idle)"
                            + " OR created_at < now() - make_interval(secs => :longest)")
                    .bind("idle", config.sessionIdle().toSeconds())
                    .bind("longest", config.sessionLongest().toSeconds())
                    .execute();
            return rows;
        });
        return opened == 1 ? Optional.of(token) : Optional.empty();
    }

    /** Empty when it never was or has ended. */
    Optional<Session> find(String token) {
        byte[] hash = hash(token);
        return database.inTransaction(h -> h.createQuery(FOUND)
                .bind("hash", hash)
                .bind("idle", config.sessionIdle().toSeconds())
                .bind("longest", config.sessionLongest().toSeconds())
                .map(row -> {
                    if (row.getColumn("stale", Boolean.class)) {
                        h.execute("UPDATE ops.session SET seen_at = now() WHERE token_hash = ?", (Object) hash);
                    }
                    return new Session(Clients.client(row), row.getColumn("second_factor", Boolean.class));
                })
                .findOne());
    }

    void close(String token) {
        database.useTransaction(h -> h.execute("DELETE FROM ops.session WHERE token_hash = ?", (Object) hash(token)));
    }

    /** In the transaction that takes the client's credentials away, behind that. */
    static void closeAll(Handle h, String client) {
        h.execute("DELETE FROM ops.session WHERE client = ?", client);
    }

    /** A random token of 256 bits needs no slow hash. */
    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
