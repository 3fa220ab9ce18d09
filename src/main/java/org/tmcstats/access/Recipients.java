package org.tmcstats.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;

/**
 * To whom identifiers may be shown: the one place that decides it. It takes a role that sees persons, and a region with
 * adequate protection (Art. 45) or a recorded ground for the transfer (Art. 46, 49).
 */
@ApplicationScoped
public class Recipients {
    /** A ground that is recorded or ends counts on every node within this time. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int MOST = 10_000;

    private final Database database;
    private final CurrentCaller caller;
    private final Countries countries = Countries.shipped();
    private final Cache<String, Boolean> grounds =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    @Inject
    public Recipients(Database database, CurrentCaller caller) {
        this.database = database;
        this.caller = caller;
    }

    /**
     * Whether the request under way may be answered with identifiers.
     *
     * @param role that sees persons, a constant of {@link Role}
     */
    public boolean maySeePersons(String role) {
        return caller.isIn(role) && mayReceive(caller.client());
    }

    /**
     * For answers that make no sense masked, such as a person's own export.
     *
     * @throws ProblemException forbidden when identifiers must not go to where the caller works
     */
    public void requireTransferable() {
        if (!mayReceive(caller.client())) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "This client works in a country without adequate protection, and no ground for the transfer is"
                            + " recorded (GDPR Art. 44)");
        }
    }

    boolean mayReceive(Client client) {
        return countries.isAdequate(client.region()) || hasGround(client.id());
    }

    private boolean hasGround(String client) {
        return grounds.get(
                client,
                id -> database.inSeparateTransaction(
                        h -> h.createQuery("SELECT EXISTS (SELECT FROM privacy.transfer WHERE client = :client"
                                        + " AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > now()))")
                                .bind("client", id)
                                .mapTo(Boolean.class)
                                .one()));
    }
}
