package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.result.RowView;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/** Table {@code ops.client}. */
@ApplicationScoped
class Clients {
    /** A client with the hash of its secret. */
    record Stored(Client client, String secretHash) {}

    private static final GenericType<List<String>> TEXTS = new GenericType<>() {};

    private final Database database;

    @Inject
    Clients(Database database) {
        this.database = database;
    }

    Optional<Stored> find(String id) {
        return database.inTransaction(h -> h.createQuery("SELECT * FROM ops.client WHERE id = :id")
                .bind("id", id)
                .map(row -> new Stored(client(row), row.getColumn("secret_hash", String.class)))
                .findOne());
    }

    List<Client> after(String id, int most) {
        return database.inTransaction(
                h -> h.createQuery("SELECT * FROM ops.client WHERE id > :after ORDER BY id LIMIT :most")
                        .bind("after", id)
                        .bind("most", most)
                        .map(row -> client(row))
                        .list());
    }

    boolean anyAdmin() {
        return database.inTransaction(h -> anyAdmin(h));
    }

    /** False when a client of that name is there already. */
    boolean add(String id, List<String> roles, @Nullable String region, String secretHash) {
        return database.inTransaction(h -> h.createUpdate("INSERT INTO ops.client (id, roles, region, secret_hash)"
                                + " VALUES (:id, :roles, :region, :hash) ON CONFLICT DO NOTHING")
                        .bind("id", id)
                        .bindArray("roles", String.class, roles)
                        .bind("region", region)
                        .bind("hash", secretHash)
                        .execute())
                == 1;
    }

    /** False when there is no such client. */
    boolean changeSecret(String id, String secretHash) {
        return database.inTransaction(h -> h.createUpdate(
                                "UPDATE ops.client SET secret_hash = :hash, secret_set_at = now()" + " WHERE id = :id")
                        .bind("id", id)
                        .bind("hash", secretHash)
                        .execute())
                == 1;
    }

    /**
     * False when there is no such client.
     *
     * @throws ProblemException conflict for the last client with role admin: nobody could make another
     */
    boolean remove(String id) {
        return database.inTransaction(h -> {
            h.execute("LOCK TABLE ops.client IN SHARE ROW EXCLUSIVE MODE");
            boolean removed = h.execute("DELETE FROM ops.client WHERE id = ?", id) == 1;
            if (removed && !anyAdmin(h)) {
                throw new ProblemException(ProblemType.CONFLICT, "This is the last client with role admin");
            }
            return removed;
        });
    }

    private static boolean anyAdmin(Handle h) {
        Boolean any = h.createQuery("SELECT EXISTS (SELECT FROM ops.client WHERE roles @> ARRAY['" + Role.ADMIN + "'])")
                .mapTo(Boolean.class)
                .one();
        return any;
    }

    private static Client client(RowView row) {
        return new Client(
                row.getColumn("id", String.class),
                row.getColumn("roles", TEXTS),
                row.getColumn("region", String.class),
                row.getColumn("created_at", Instant.class));
    }
}
