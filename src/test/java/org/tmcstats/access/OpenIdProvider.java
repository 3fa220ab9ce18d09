package org.tmcstats.access;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** An OpenID provider as far as tokens go: keys at an address, and tokens signed by them. */
final class OpenIdProvider implements AutoCloseable {
    static final String ISSUER = "https://login.example/realm";
    static final String AUDIENCE = "tmc-stats";

    private final HttpServer server;
    private final List<PublicJsonWebKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetches = new AtomicInteger();

    OpenIdProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            byte[] body = new JsonWebKeySet(published).toJson().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String jwksUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    int fetches() {
        return fetches.get();
    }

    static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    RsaJsonWebKey publish(String id) {
        RsaJsonWebKey key = key(id);
        published.add(key);
        return key;
    }

    /** Claims of a good token. */
    static JwtClaims claims(String subject, Object groups) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(subject);
        claims.setIssuedAtToNow();
        claims.setExpirationTime(
                NumericDate.fromMilliseconds(Instant.now().plusSeconds(300).toEpochMilli()));
        claims.setClaim("groups", groups);
        return claims;
    }

    static String signed(JwtClaims claims, RsaJsonWebKey key) {
        return signed(claims, key, "RS256", key.getPrivateKey());
    }

    static String signed(JwtClaims claims, PublicJsonWebKey named, String algorithm, java.security.Key by) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setPayload(claims.toJson());
            jws.setKey(by);
            jws.setKeyIdHeaderValue(named.getKeyId());
            jws.setAlgorithmHeaderValue(algorithm);
            jws.setDoKeyValidation(false);
            jws.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Settings that make a server take its tokens. */
    Map<String, String> settings() {
        return Map.of(
                "tmc.token.jwks-url",
                jwksUrl(),
                "tmc.token.issuer",
                ISSUER,
                "tmc.token.audience",
                AUDIENCE,
                "tmc.token.customers-claim",
                "customers");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
