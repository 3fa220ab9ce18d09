package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.tmcstats.config.Settings;
import org.tmcstats.store.Database;

/** Sessions of the console, in {@code ops.session}: good on every node, and what the table holds opens nothing. */
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

    /** A new session; its token, for the cookie. Sessions that have ended are cleared away. */
    String open(String client, boolean secondFactor) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.random(TOKEN_BYTES));
        database.useTransaction(h -> {
            h.createUpdate("DELETE FROM ops.session WHERE seen_at < now() - make_interval(secs => :idle)"
                            + " OR created_at < now() - make_interval(secs => :longest)")
                    .bind("idle", config.sessionIdle().toSeconds())
                    .bind("longest", config.sessionLongest().toSeconds())
                    .execute();
            h.createUpdate(
                            "INSERT INTO ops.session (token_hash, client, second_factor) VALUES (:hash, :client, :second)")
                    .bind("hash", hash(token))
                    .bind("client", client)
                    .bind("second", secondFactor)
                    .execute();
        });
        return token;
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

    void closeAll(String client) {
        database.useTransaction(h -> h.execute("DELETE FROM ops.session WHERE client = ?", client));
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
