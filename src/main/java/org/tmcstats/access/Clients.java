package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/** Table {@code ops.client}. */
@ApplicationScoped
class Clients {
    /** A client with the hashes of its secrets: the present one, and the one before while that is good too. */
    record Stored(Client client, List<String> secretHashes) {}

    private static final GenericType<List<String>> TEXTS = new GenericType<>() {};
    private static final String FOUND =
            "SELECT *, CASE WHEN previous_secret_until > now() THEN previous_secret_hash END AS previous"
                    + " FROM ops.client WHERE id = :id";

    private static final String KIND = "client";
    private static final String SECRET = "client/secret";

    private final Database database;
    private final Consumer<ClientChange> changes;

    @Inject
    Clients(Database database, Event<ClientChange> changes) {
        this(database, changes::fire);
    }

    Clients(Database database, Consumer<ClientChange> changes) {
        this.database = database;
        this.changes = changes;
    }

    Optional<Stored> find(String id) {
        if (id.indexOf('\0') >= 0) {
            return Optional.empty(); // PostgreSQL knows no such text
        }
        return database.inTransaction(h -> h.createQuery(FOUND)
                .bind("id", id)
                .map(row -> new Stored(
                        client(row),
                        Stream.of("secret_hash", "previous")
                                .flatMap(column -> Stream.ofNullable(row.getColumn(column, String.class)))
                                .toList()))
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
    boolean add(
            String id,
            List<String> roles,
            @Nullable String region,
            @Nullable List<String> customers,
            String secretHash) {
        return database.inTransaction(h -> told(
                new ClientChange(id, KIND, false),
                bound(
                                h.createUpdate("INSERT INTO ops.client (id, roles, region, customers, secret_hash)"
                                        + " VALUES (:id, :roles, :region, :customers, :hash) ON CONFLICT DO NOTHING"),
                                roles,
                                region,
                                customers)
                        .bind("id", id)
                        .bind("hash", secretHash)
                        .execute()));
    }

    /**
     * Replaces what a client may do. Empty when there is no such client.
     *
     * @throws ProblemException conflict when no client with role admin would be left
     */
    Optional<Client> change(String id, List<String> roles, @Nullable String region, @Nullable List<String> customers) {
        return database.inTransaction(h -> {
            h.execute("LOCK TABLE ops.client IN SHARE ROW EXCLUSIVE MODE");
            Optional<Client> changed = bound(
                            h.createQuery("UPDATE ops.client SET roles = :roles, region = :region,"
                                    + " customers = :customers WHERE id = :id RETURNING *"),
                            roles,
                            region,
                            customers)
                    .bind("id", id)
                    .map(row -> client(row))
                    .findOne();
            refuseWithoutAdmin(h);
            changed.ifPresent(client -> changes.accept(new ClientChange(id, KIND, false)));
            return changed;
        });
    }

    private static <S extends SqlStatement<S>> S bound(
            S statement, List<String> roles, @Nullable String region, @Nullable List<String> customers) {
        return statement
                .bindArray("roles", String.class, roles)
                .bind("region", region)
                .bind("customers", customers == null ? null : customers.toArray(String[]::new));
    }

    /**
     * The secret before stays good for the overlap, the one before that does not. Sessions are ended. False when there is no
     * such client.
     */
    boolean changeSecret(String id, String secretHash, Duration overlap) {
        return database.inTransaction(h -> {
            int changed = h.createUpdate("UPDATE ops.client SET secret_hash = :hash,"
                            + " secret_set_at = now(), previous_secret_hash = secret_hash,"
                            + " previous_secret_until = now() + make_interval(secs => :overlap) WHERE id = :id")
                    .bind("id", id)
                    .bind("hash", secretHash)
                    .bind("overlap", overlap.toSeconds())
                    .execute();
            Sessions.closeAll(h, id);
            return told(new ClientChange(id, SECRET, false), changed);
        });
    }

    /** Ends an overlap at once, with all sessions: any could be the old secret's. False when there is no such client. */
    boolean endPrevious(String id) {
        return database.inTransaction(h -> {
            int changed = h.execute(
                    "UPDATE ops.client SET previous_secret_hash = NULL, previous_secret_until = NULL WHERE id = ?", id);
            Sessions.closeAll(h, id);
            return told(new ClientChange(id, SECRET, true), changed);
        });
    }

    /**
     * False when there is no such client.
     *
     * @throws ProblemException conflict for the last client with role admin: nobody could make another
     */
    boolean remove(String id) {
        return database.inTransaction(h -> {
            h.execute("LOCK TABLE ops.client IN SHARE ROW EXCLUSIVE MODE");
            int removed = h.execute("DELETE FROM ops.client WHERE id = ?", id);
            refuseWithoutAdmin(h);
            return told(new ClientChange(id, KIND, true), removed);
        });
    }

    /** Fires the change when a row was changed, and says whether one was. */
    private boolean told(ClientChange change, int rows) {
        if (rows == 1) {
            changes.accept(change);
        }
        return rows == 1;
    }

    private static void refuseWithoutAdmin(Handle h) {
        if (!anyAdmin(h)) {
            throw new ProblemException(ProblemType.CONFLICT, "This is the last client with role admin");
        }
    }

    private static boolean anyAdmin(Handle h) {
        Boolean any = h.createQuery("SELECT EXISTS (SELECT FROM ops.client WHERE roles @> ARRAY['" + Role.ADMIN + "'])")
                .mapTo(Boolean.class)
                .one();
        return any;
    }

    /** From a row of {@code ops.client}. */
    static Client client(RowView row) {
        return new Client(
                row.getColumn("id", String.class),
                row.getColumn("roles", TEXTS),
                row.getColumn("region", String.class),
                row.getColumn("customers", TEXTS),
                row.getColumn("totp_confirmed", Boolean.class),
                row.getColumn("created_at", Instant.class));
    }
}
