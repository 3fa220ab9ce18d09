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
import java.util.stream.Stream;
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
    private static final String HMAC = "HmacSHA256";
    private static final Duration RECHECK = Duration.ofSeconds(10);
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Clients clients;
    private final Attempts attempts;
    private final LongSupplier nanos;
    /** Never updated itself, only copied: making one anew looks through the providers each time. */
    private final Mac mac = mac();

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

    /**
     * Who somebody has shown to be.
     *
     * @param secretHash of the client's two which the secret fits
     */
    record Proof(Client client, String secretHash) {}

    private record Known(Proof proof, AtomicLong checkedAt) {}

    /** As {@link #prove}, the client alone. */
    Optional<Client> verify(String id, String secret, String address) {
        return prove(id, secret, address).map(Proof::client);
    }

    /** As {@link #prove}, by the client's row as it is now: for what outlives the seconds that a pair is remembered. */
    Optional<Proof> proveNow(String id, String secret, String address) {
        return prove(id, secret, address)
                .flatMap(proof -> stored(id)
                        .filter(now -> now.secretHashes().contains(proof.secretHash()))
                        .map(now -> new Proof(now.client(), proof.secretHash())));
    }

    /**
     * The client, or empty when there is none of that id or the secret is another.
     *
     * @param address where the request comes from
     * @throws ProblemException unavailable when the pair is not remembered and the database is away;
     *     too-many-requests when too many are being verified, or too many were wrong
     */
    Optional<Proof> prove(String id, String secret, String address) {
        if (secret.length() > Secrets.LONGEST) {
            attempts.check(id, address);
            attempts.failed(id, address);
            return Optional.empty();
        }
        ByteBuffer digest = digest(id, secret);
        Optional<Proof> remembered =
                Optional.ofNullable(known.getIfPresent(digest)).flatMap(entry -> stillGood(entry, digest));
        if (remembered.isPresent()) {
            return remembered;
        }
        attempts.check(id, address);
        return proveAnew(id, secret, address, digest);
    }

    /** After a change of the client: this node looks at it anew at once, others within seconds. */
    void forget(String id) {
        known.asMap().values().removeIf(entry -> entry.proof().client().id().equals(id));
    }

    private Optional<Proof> stillGood(Known entry, ByteBuffer digest) {
        long checkedAt = entry.checkedAt().get();
        long now = nanos.getAsLong();
        if (now - checkedAt < RECHECK.toNanos() || !entry.checkedAt().compareAndSet(checkedAt, now)) {
            return Optional.of(entry.proof());
        }
        String hash = entry.proof().secretHash();
        Optional<Clients.Stored> present;
        try {
            present = clients.find(entry.proof().client().id());
        } catch (StoreException e) {
            return Optional.of(entry.proof()); // away: what was right a moment ago stays right
        }
        if (present.isPresent() && present.get().secretHashes().contains(hash)) {
            Proof proof = new Proof(present.get().client(), hash);
            known.put(digest, new Known(proof, new AtomicLong(now)));
            return Optional.of(proof);
        }
        known.invalidate(digest);
        return Optional.empty();
    }

    private Optional<Proof> proveAnew(String id, String secret, String address, ByteBuffer digest) {
        boolean mine = false;
        try {
            mine = verifications.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            // Many boxes share a client: whoever waited behind the first of them finds it verified.
            Known meanwhile = known.getIfPresent(digest);
            if (meanwhile != null) {
                return Optional.of(meanwhile.proof());
            }
            if (!mine) {
                throw ProblemException.retry(
                        ProblemType.TOO_MANY_REQUESTS, "Too many credentials are being verified", RETRY);
            }
            attempts.check(id, address); // those in front may have been wrong
            Optional<Proof> proof = compare(id, secret, digest);
            if (proof.isPresent()) {
                attempts.succeeded(id, address);
            } else {
                attempts.failed(id, address);
            }
            return proof;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.retry(ProblemType.UNAVAILABLE, "The server is stopping", RETRY);
        } finally {
            if (mine) {
                verifications.release();
            }
        }
    }

    private Optional<Proof> compare(String id, String secret, ByteBuffer digest) {
        Optional<Clients.Stored> stored = stored(id);
        for (String hash : compared(stored)) {
            if (Secrets.matches(secret, hash) && stored.isPresent() && !hash.equals(nobody)) {
                Proof proof = new Proof(stored.get().client(), hash);
                known.put(digest, new Known(proof, new AtomicLong(nanos.getAsLong())));
                return Optional.of(proof);
            }
        }
        return Optional.empty();
    }

    /** Two in any case, so that the time a wrong secret takes tells neither of a client nor of its overlap. */
    List<String> compared(Optional<Clients.Stored> stored) {
        return Stream.concat(stored.stream().flatMap(s -> s.secretHashes().stream()), Stream.of(nobody, nobody))
                .limit(2)
                .toList();
    }

    private Optional<Clients.Stored> stored(String id) {
        try {
            return clients.find(id);
        } catch (StoreException e) {
            throw ProblemException.retry(
                    ProblemType.UNAVAILABLE, "Credentials cannot be verified while the database is away", RETRY);
        }
    }

    private static Mac mac() {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(Secrets.random(32), HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ByteBuffer digest(String id, String secret) {
        try {
            Mac copy = (Mac) mac.clone();
            byte[] name = id.getBytes(StandardCharsets.UTF_8);
            copy.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, name.length));
            copy.update(name);
            return ByteBuffer.wrap(copy.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
