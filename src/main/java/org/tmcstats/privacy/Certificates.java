package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.tmcstats.keys.Keys;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/**
 * Certificates of erasures: what was erased, by table, and what was kept on which ground of GDPR Art. 17(3). Signed as a JSON
 * Web Signature (RFC 7515) with Ed25519 (RFC 8037), so that anyone with the public key can verify one.
 */
@ApplicationScoped
class Certificates {
    private final Database database;
    private final Keys keys;

    @Inject
    Certificates(Database database, Keys keys) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.keys = keys;
    }

    /**
     * A certificate with its signature.
     *
     * @param jws compact serialisation; its payload is the certificate
     * @param publicKey SubjectPublicKeyInfo as PEM
     */
    public record Signed(Map<String, Object> certificate, String jws, String publicKey) {}

    /**
     * Issues in the handle's transaction.
     *
     * @param outstandingSpools that have not been cleared: they are when their nodes are up again
     */
    void issue(Handle h, SubjectRequest request, Instant erasedAt, long outstandingSpools) {
        Map<String, Object> certificate = new LinkedHashMap<>();
        certificate.put("request", request.id().toString());
        certificate.put("type", request.type().word());
        certificate.put("receivedAt", request.receivedAt().toString());
        certificate.put("erasedAt", erasedAt.toString());
        certificate.put("issuedAt", Instant.now().toString());
        certificate.put(
                "identities",
                request.identities().stream()
                        .map(i -> Map.of("kind", i.kind(), "hash", i.hash()))
                        .toList());
        List<Map<String, Object>> erased = new ArrayList<>();
        List<Map<String, Object>> kept = new ArrayList<>();
        h.createQuery("SELECT table_name, rows, kept FROM privacy.erased_rows WHERE request_id = :id ORDER BY 1")
                .bind("id", request.id())
                .map((rs, context) -> {
                    erased.add(counted("table", rs.getString(1), "rows", rs.getLong(2)));
                    if (rs.getLong(3) > 0) {
                        Map<String, Object> held = counted("table", rs.getString(1), "rows", rs.getLong(3));
                        held.put("ground", "Art. 17(3)(e): legal hold");
                        kept.add(held);
                    }
                    return true;
                })
                .list();
        keptOf(
                        h,
                        request.id(),
                        "privacy/kept-consents",
                        "privacy.consent",
                        "Art. 17(3)(b) with Art. 7(1): keyed hashes")
                .ifPresent(kept::add);
        keptOf(
                        h,
                        request.id(),
                        "privacy/kept-requests",
                        "privacy.request",
                        "Art. 17(3)(b) with Art. 12: other requests that have yet to be answered, encrypted until then")
                .ifPresent(kept::add);
        kept.add(kept(
                "this request, the erasure ledger, objections, holds and the audit trail, keyed hashes alone",
                "Art. 17(3)(b) with Art. 5(2): legal obligation to show compliance"));
        kept.add(kept(
                "measurements and KPIs by surrogate keys that lead to no one any more",
                "no personal data (recital 26)"));
        kept.add(kept(
                "keyed hashes by which a set-top box's reports are known when they are sent again, until the accepted age"
                        + " (tmc.accept.max-age) is over; the key is read by the server alone",
                "Art. 5(1)(d): no report is counted twice; pseudonymous until then (Art. 4(5))"));
        kept.add(kept(
                "backups of the database until they expire; the ledger is applied again to one that is restored",
                "Art. 17(1) without undue delay"));
        certificate.put("erased", erased);
        certificate.put("kept", kept);
        certificate.put("spoolsOutstanding", outstandingSpools);
        certificate.put(
                "writeAheadLogCleared",
                h.createQuery("SELECT coalesce(log_cleared, false) FROM privacy.erasure WHERE id = :id")
                        .bind("id", request.id())
                        .mapTo(Boolean.class)
                        .one());
        String text = RequestRows.JSON.writeValueAsString(certificate);
        h.createUpdate("UPDATE privacy.request SET certificate = :text, signature = :signature WHERE id = :id")
                .bind("text", text)
                .bind("signature", keys.sign(signed(text).getBytes(StandardCharsets.US_ASCII)))
                .bind("id", request.id())
                .execute();
    }

    private static Optional<Map<String, Object>> keptOf(Handle h, UUID id, String sql, String table, String ground) {
        long rows = h.createQuery(Database.sql(sql))
                .bind("id", id)
                .mapTo(Long.class)
                .one();
        if (rows == 0) {
            return Optional.empty();
        }
        Map<String, Object> kept = counted("table", table, "rows", rows);
        kept.put("ground", ground);
        return Optional.of(kept);
    }

    /** @throws ProblemException not-found when there is none */
    Signed require(UUID id) {
        return database.inTransaction(h -> h.createQuery(
                        "SELECT certificate, signature FROM privacy.request WHERE id = :id AND certificate IS NOT NULL")
                .bind("id", id)
                .map((rs, context) -> {
                    String text = rs.getString(1);
                    Map<String, Object> read = RequestRows.object(text);
                    return new Signed(
                            read == null ? Map.of() : read,
                            signed(text) + '.' + base64(rs.getBytes(2)),
                            keys.publicKeyPem());
                })
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "There is no certificate: the request is no completed erasure")));
    }

    /** The signing input of RFC 7515. */
    private String signed(String text) {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("alg", "EdDSA");
        header.put("typ", "JWS");
        header.put("kid", keys.kid());
        return base64(RequestRows.JSON.writeValueAsBytes(header)) + '.' + base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, Object> counted(String a, Object b, String c, Object d) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(a, b);
        map.put(c, d);
        return map;
    }

    private static Map<String, Object> kept(String what, String ground) {
        return counted("what", what, "ground", ground);
    }
}
