package org.tmcstats.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.StoreException;

/**
 * Says whether an id and a secret belong together. Argon2id costs 19 MiB and tens of milliseconds a time, so pairs that were
 * found right are remembered under a keyed hash of this process; every few seconds the client's row is read again, so that a
 * removed client or a changed secret is noticed on every node. While the database is away what is remembered stays good, so
 * that feeds go on. Wrong pairs are not remembered; few of them are looked at at a time, fewer of those who guess
 * ({@link Attempts}).
 */
@ApplicationScoped
class Credentials {
    private static final Duration RECHECK = Duration.ofSeconds(10);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Clients clients;
    private final Attempts attempts;
    private final LongSupplier nanos;
    private final SecretKeySpec key = new SecretKeySpec(Secrets.random(32), "HmacSHA256");
    private final Semaphore verifications =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    private final Cache<ByteBuffer, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(FORGOTTEN_AFTER)
            .build();
    /** Compared against for ids that do not exist, which must take as long as those that do. */
    private final String nobody = Secrets.hash(Secrets.generate("nobody"));

    @Inject
    Credentials(Clients clients, Attempts attempts) {
        this(clients, attempts, System::nanoTime);
    }

    Credentials(Clients clients, Attempts attempts, LongSupplier nanos) {
        this.clients = clients;
        this.attempts = attempts;
        this.nanos = nanos;
    }

    /** @param hash of the client's two which the secret fits */
    private record Known(Client client, String hash, AtomicLong checkedAt) {}

    /**
     * The client, or empty when there is none of that id or the secret is another.
     *
     * @param address where the request comes from
     * @throws ProblemException unavailable when the pair is not remembered and the database is away;
     *     too-many-requests when too many are being verified, or too many were wrong
     */
    Optional<Client> verify(String id, String secret, String address) {
        ByteBuffer digest = digest(id, secret);
        Optional<Client> remembered =
                Optional.ofNullable(known.getIfPresent(digest)).flatMap(entry -> stillGood(entry, digest));
        if (remembered.isPresent()) {
            return remembered;
        }
        attempts.check(id, address);
        Optional<Client> verified = verifyAnew(id, secret, digest);
        if (verified.isPresent()) {
            attempts.succeeded(id, address);
        } else {
            attempts.failed(id, address);
        }
        return verified;
    }

    /** After a change of the client: this node looks at it anew at once, others within seconds. */
    void forget(String id) {
        known.asMap().values().removeIf(entry -> entry.client().id().equals(id));
    }

    private Optional<Client> stillGood(Known entry, ByteBuffer digest) {
        long checkedAt = entry.checkedAt().get();
        long now = nanos.getAsLong();
        if (now - checkedAt < RECHECK.toNanos() || !entry.checkedAt().compareAndSet(checkedAt, now)) {
            return Optional.of(entry.client());
        }
        Optional<Clients.Stored> present;
        try {
            present = clients.find(entry.client().id());
        } catch (StoreException e) {
            return Optional.of(entry.client()); // away: what was right a moment ago stays right
        }
        if (present.isPresent() && present.get().secretHashes().contains(entry.hash())) {
            known.put(digest, new Known(present.get().client(), entry.hash(), new AtomicLong(now)));
            return present.map(Clients.Stored::client);
        }
        known.invalidate(digest);
        return Optional.empty();
    }

    private Optional<Client> verifyAnew(String id, String secret, ByteBuffer digest) {
        boolean mine = false;
        try {
            mine = verifications.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            // Many boxes share a client: whoever waited behind the first of them finds it verified.
            Known meanwhile = known.getIfPresent(digest);
            if (meanwhile != null) {
                return Optional.of(meanwhile.client());
            }
            if (!mine) {
                throw ProblemException.retry(
                        ProblemType.TOO_MANY_REQUESTS, "Too many credentials are being verified", RETRY);
            }
            return compare(id, secret, digest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.retry(ProblemType.UNAVAILABLE, "The server is stopping", RETRY);
        } finally {
            if (mine) {
                verifications.release();
            }
        }
    }

    private Optional<Client> compare(String id, String secret, ByteBuffer digest) {
        Optional<Clients.Stored> stored;
        try {
            stored = clients.find(id);
        } catch (StoreException e) {
            throw ProblemException.retry(
                    ProblemType.UNAVAILABLE, "Credentials cannot be verified while the database is away", RETRY);
        }
        for (String hash : stored.map(Clients.Stored::secretHashes).orElse(List.of(nobody))) {
            if (Secrets.matches(secret, hash) && stored.isPresent()) {
                Client client = stored.get().client();
                known.put(digest, new Known(client, hash, new AtomicLong(nanos.getAsLong())));
                return Optional.of(client);
            }
        }
        return Optional.empty();
    }

    private ByteBuffer digest(String id, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] name = id.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
            mac.update(name);
            return ByteBuffer.wrap(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
