package org.tmcstats.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/**
 * Slows guessing down. Wrong secrets are counted for a client together with the address that they come from, and for the
 * address alone, never for a client alone: whoever knows a client's id must not be able to lock it out from elsewhere. A lock
 * doubles with each further failure up to a bound, after which one more try is looked at. Credentials that this server has
 * found right before pass in any case, so a box with the right secret goes on behind an address that another box has locked.
 *
 * <p>Codes of the second factor are counted for the client alone: only who knows its secret comes that far.
 *
 * <p>In memory, of bounded size, for each node by itself.
 */
@ApplicationScoped
class Attempts {
    private static final System.Logger LOG = System.getLogger(Attempts.class.getName());
    private static final int MOST = 10_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final Duration FIRST_LOCK = Duration.ofSeconds(1);

    private record Pair(String client, String address) {}

    /** @param until end of the lock, of {@link #nanos} */
    private record Failures(int count, long until) {}

    private final AccessConfig config;
    private final LongSupplier nanos;
    private final Cache<Pair, Failures> pairs;
    private final Cache<String, Failures> addresses;
    private final Cache<String, Failures> codes;

    @Inject
    Attempts(Settings settings) {
        this(AccessConfig.from(settings), System::nanoTime);
    }

    Attempts(AccessConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
        this.pairs = cache();
        this.addresses = cache();
        this.codes = cache();
    }

    private <K> Cache<K, Failures> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(FORGOTTEN_AFTER)
                .ticker(nanos::getAsLong)
                .build();
    }

    /** @throws ProblemException too-many-requests while that client, from there, or that address is locked */
    void check(String client, String address) {
        check(pairs.getIfPresent(new Pair(client, address)));
        check(addresses.getIfPresent(address));
    }

    /** A secret was wrong. */
    void failed(String client, String address) {
        count(pairs, new Pair(client, address), config.failuresPerClient());
        count(addresses, address, config.failuresPerAddress());
    }

    /** A secret was right. The address keeps its count: one right secret must not buy guesses at others. */
    void succeeded(String client, String address) {
        pairs.invalidate(new Pair(client, address));
    }

    /** @throws ProblemException too-many-requests while the client's codes are locked */
    void checkCode(String client) {
        check(codes.getIfPresent(client));
    }

    void codeFailed(String client) {
        count(codes, client, config.failuresPerClient());
    }

    void codeSucceeded(String client) {
        codes.invalidate(client);
    }

    private <K> void count(Cache<K, Failures> cache, K key, int free) {
        cache.asMap().compute(key, (k, before) -> {
            int failures = (before == null ? 0 : before.count()) + 1;
            if (failures == free) {
                LOG.log(Level.WARNING, "{0} wrong credentials of one caller: it is locked for a while", failures);
            }
            return new Failures(
                    failures, nanos.getAsLong() + lock(failures - free).toNanos());
        });
    }

    private Duration lock(int beyond) {
        if (beyond < 0) {
            return Duration.ZERO;
        }
        Duration lock = FIRST_LOCK.multipliedBy(1L << Math.min(beyond, 20));
        return lock.compareTo(config.longestLock()) < 0 ? lock : config.longestLock();
    }

    private void check(@Nullable Failures failures) {
        long left = failures == null ? 0 : failures.until() - nanos.getAsLong();
        if (left > 0) {
            throw ProblemException.retry(
                    ProblemType.TOO_MANY_REQUESTS,
                    "Too many wrong credentials; try again later",
                    Duration.ofNanos(left).plusSeconds(1));
        }
    }
}
