package org.tmcstats.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
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
 * <p>Codes of the second factor are counted for the client alone: only who knows its secret comes that far. They are counted
 * before they are looked at, so that many at once are as many as one after the other.
 *
 * <p>An IPv6 address counts as its network of 64 bits, of which whoever has one has all (RFC 4291, RFC 6177). Ids that no client
 * can have count as one. In memory, of bounded size, for each node by itself.
 */
@ApplicationScoped
class Attempts {
    private static final System.Logger LOG = System.getLogger(Attempts.class.getName());
    private static final int MOST = 10_000;
    private static final Duration LEAST_REMEMBERED = Duration.ofHours(1);
    private static final Duration FIRST_LOCK = Duration.ofSeconds(1);
    /** Stands for all ids that no client can have. */
    private static final String NO_ID = "";

    private static final int NETWORK_BYTES = 8;

    private record Pair(String client, String network) {
        static Pair of(String client, String address) {
            return new Pair(ClientBody.isId(client) ? client : NO_ID, networkOf(address));
        }
    }

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
        Duration lock = config.longestLock();
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(lock.compareTo(LEAST_REMEMBERED) > 0 ? lock : LEAST_REMEMBERED)
                .ticker(nanos::getAsLong)
                .build();
    }

    /** @throws ProblemException too-many-requests while that client, from there, or that address is locked */
    void check(String client, String address) {
        check(pairs.getIfPresent(Pair.of(client, address)));
        check(addresses.getIfPresent(networkOf(address)));
    }

    /** A secret was wrong. */
    void failed(String client, String address) {
        pairs.asMap().compute(Pair.of(client, address), (k, before) -> more(before, config.failuresPerClient()));
        addresses.asMap().compute(networkOf(address), (k, before) -> more(before, config.failuresPerAddress()));
    }

    /** A secret was right. The address keeps its count: one right secret must not buy guesses at others. */
    void succeeded(String client, String address) {
        pairs.invalidate(Pair.of(client, address));
    }

    /**
     * A code is about to be looked at: it counts as wrong until {@link #codeSucceeded}.
     *
     * @throws ProblemException too-many-requests while the client's codes are locked
     */
    void codeTried(String client) {
        codes.asMap().compute(client, (k, before) -> {
            check(before);
            return more(before, config.failuresPerClient());
        });
    }

    void codeSucceeded(String client) {
        codes.invalidate(client);
    }

    private Failures more(@Nullable Failures before, int free) {
        int failures = (before == null ? 0 : before.count()) + 1;
        if (failures == free) {
            LOG.log(Level.WARNING, "{0} wrong credentials of one caller: it is locked for a while", failures);
        }
        return new Failures(failures, nanos.getAsLong() + lock(failures - free).toNanos());
    }

    private static String networkOf(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // With a colon it is a literal or nothing: no name is looked up.
            return InetAddress.getByName(address.replaceFirst("%.*$", "")) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES)) + "/64"
                    : address;
        } catch (UnknownHostException e) {
            return address;
        }
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
