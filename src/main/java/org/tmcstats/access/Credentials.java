package org.tmcstats.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
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
 * that feeds go on. Wrong pairs are not remembered; few of them are looked at at a time.
 */
@ApplicationScoped
class Credentials {
    private static final Duration RECHECK = Duration.ofSeconds(10);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Clients clients;
    private final LongSupplier nanos;
    private final SecretKeySpec key = new SecretKeySpec(Secrets.random(32), "HmacSHA256");
    private final Semaphore verifications =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private final Cache<ByteBuffer, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(FORGOTTEN_AFTER)
            .build();
    /** Compared against for ids that do not exist, which must take as long as those that do. */
    private final String nobody = Secrets.hash(Secrets.generate("nobody"));

    @Inject
    Credentials(Clients clients) {
        this(clients, System::nanoTime);
    }

    Credentials(Clients clients, LongSupplier nanos) {
        this.clients = clients;
        this.nanos = nanos;
    }

    private record Known(Clients.Stored stored, AtomicLong checkedAt) {}

    /**
     * The client, or empty when there is none of that id or the secret is another.
     *
     * @throws ProblemException unavailable when the pair is not remembered and the database is away;
     *     too-many-requests when too many are being verified
     */
    Optional<Client> verify(String id, String secret) {
        ByteBuffer digest = digest(id, secret);
        Known entry = known.getIfPresent(digest);
        if (entry != null && stillGood(entry, digest)) {
            return Optional.of(entry.stored().client());
        }
        return verifyAnew(id, secret, digest);
    }

    private boolean stillGood(Known entry, ByteBuffer digest) {
        long checkedAt = entry.checkedAt().get();
        long now = nanos.getAsLong();
        if (now - checkedAt < RECHECK.toNanos() || !entry.checkedAt().compareAndSet(checkedAt, now)) {
            return true;
        }
        Optional<Clients.Stored> present;
        try {
            present = clients.find(entry.stored().client().id());
        } catch (StoreException e) {
            return true; // away: what was right a moment ago stays right
        }
        if (present.isPresent()
                && present.get().secretHash().equals(entry.stored().secretHash())) {
            known.put(digest, new Known(present.get(), new AtomicLong(now)));
            return present.get().client().equals(entry.stored().client());
        }
        known.invalidate(digest);
        return false;
    }

    private Optional<Client> verifyAnew(String id, String secret, ByteBuffer digest) {
        boolean mine = false;
        try {
            mine = verifications.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            // Many boxes share a client: whoever waited behind the first of them finds it verified.
            Known meanwhile = known.getIfPresent(digest);
            if (meanwhile != null) {
                return Optional.of(meanwhile.stored().client());
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
        if (!Secrets.matches(secret, stored.map(Clients.Stored::secretHash).orElse(nobody)) || stored.isEmpty()) {
            return Optional.empty();
        }
        known.put(digest, new Known(stored.get(), new AtomicLong(nanos.getAsLong())));
        return stored.map(Clients.Stored::client);
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
