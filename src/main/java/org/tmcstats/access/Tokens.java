package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/**
 * Bearer tokens (RFC 6750): JSON Web Tokens signed by an OpenID provider, whose keys are fetched and kept. Signatures are of
 * a private key alone: with a shared-secret algorithm the provider's public key could pass for the secret.
 */
@ApplicationScoped
class Tokens {
    /** Before the id of a client that came by token, which no client made here begins with. */
    private static final String PREFIX = "token:";

    private static final String ALL_CUSTOMERS = "*";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration KEYS_KEPT = Duration.ofHours(1);
    /** Least time between two fetches: tokens with keys that nobody knows must not make this server a burden. */
    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(30);

    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private final TokenConfig config;
    private final @Nullable JwtConsumer consumer;

    @Inject
    Tokens(Settings settings) {
        this(TokenConfig.from(settings));
    }

    Tokens(TokenConfig config) {
        this.config = config;
        this.consumer = config.isOn() ? consumer(config) : null;
    }

    private static JwtConsumer consumer(TokenConfig config) {
        Get get = new Get();
        get.setConnectTimeout((int) TIMEOUT.toMillis());
        get.setReadTimeout((int) TIMEOUT.toMillis());
        get.setRetries(0);
        HttpsJwks keys = new HttpsJwks(config.jwksUrl());
        keys.setSimpleHttpGet(get);
        keys.setDefaultCacheDuration(KEYS_KEPT.toSeconds());
        keys.setRetainCacheOnErrorDuration(KEYS_KEPT.toSeconds());
        keys.setRefreshReprieveThreshold(LEAST_BETWEEN.toMillis());
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setExpectedIssuer(config.issuer())
                .setExpectedAudience(config.audience())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) config.clockSkew().toSeconds())
                .build();
    }

    /**
     * Who a token stands for; empty when it is none of the provider's for this application, or has no role here.
     *
     * @throws ProblemException unavailable when the provider's keys cannot be fetched
     */
    Optional<Client> verify(String token) {
        if (consumer == null) {
            return Optional.empty();
        }
        try {
            return client(consumer.processToClaims(token));
        } catch (InvalidJwtException e) {
            if (isProviderAway(e)) {
                throw ProblemException.retry(
                        ProblemType.UNAVAILABLE, "The keys of the token's issuer cannot be fetched", LEAST_BETWEEN);
            }
            return Optional.empty();
        } catch (MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private Optional<Client> client(JwtClaims claims) throws MalformedClaimException {
        List<String> roles = texts(claim(claims.getClaimsMap(), config.rolesClaim())).stream()
                .filter(r -> r.startsWith(config.rolesPrefix()))
                .map(r -> r.substring(config.rolesPrefix().length()))
                .filter(Role.ALL::contains)
                .distinct()
                .toList();
        NumericDate issued = claims.getIssuedAt();
        return roles.isEmpty()
                ? Optional.empty()
                : Optional.of(new Client(
                        PREFIX + claims.getSubject(),
                        roles,
                        null,
                        customers(claims),
                        false,
                        Instant.ofEpochMilli(issued == null ? 0 : issued.getValueInMillis())));
    }

    /** With the setting, a token sees what it says; one that says nothing sees nobody. */
    private @Nullable List<String> customers(JwtClaims claims) {
        if (config.customersClaim().isEmpty()) {
            return null;
        }
        List<String> customers = texts(claim(claims.getClaimsMap(), config.customersClaim()));
        return customers.contains(ALL_CUSTOMERS) ? null : customers;
    }

    private static @Nullable Object claim(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path); // names that are addresses have dots of their own
        }
        int dot = path.indexOf('.');
        return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> nested
                ? claim(nested, path.substring(dot + 1))
                : null;
    }

    private static List<String> texts(@Nullable Object claim) {
        if (claim instanceof Collection<?> many) {
            return many.stream().map(String::valueOf).toList();
        }
        return claim instanceof String text && !text.isBlank()
                ? Arrays.asList(text.trim().split("\\s+"))
                : List.of();
    }

    private static boolean isProviderAway(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
