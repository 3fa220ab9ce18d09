package org.tmcstats.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tmcstats.config.SettingException;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.testing.TestSettings;

class TokensTest {
    private final OpenIdProvider provider = new OpenIdProvider();
    private final RsaJsonWebKey key = provider.publish("one");
    private final Tokens tokens = tokens("groups", "", "");

    private Tokens tokens(String rolesClaim, String prefix, String customersClaim) {
        return new Tokens(new TokenConfig(
                provider.jwksUrl(),
                OpenIdProvider.ISSUER,
                OpenIdProvider.AUDIENCE,
                rolesClaim,
                prefix,
                customersClaim,
                Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void a_token_of_the_provider_is_a_client_with_its_roles() {
        JwtClaims claims = OpenIdProvider.claims("erika", List.of("analyst", "king", "viewer"));
        Client client = tokens.verify(OpenIdProvider.signed(claims, key)).orElseThrow();
        assertEquals("token:erika", client.id());
        assertEquals(List.of("analyst", "viewer"), client.roles());
        assertNull(client.customers());
    }

    @Test
    void roles_are_found_in_nested_claims_in_names_with_dots_and_behind_a_prefix() {
        JwtClaims claims = OpenIdProvider.claims("erika", null);
        claims.setClaim("realm_access", Map.of("roles", List.of("tmc-viewer", "admin")));
        claims.setClaim("https://id.example/roles", "tmc-operator other");
        String token = OpenIdProvider.signed(claims, key);
        assertEquals(
                List.of("viewer"),
                tokens("realm_access.roles", "tmc-", "")
                        .verify(token)
                        .orElseThrow()
                        .roles());
        assertEquals(
                List.of("operator"),
                tokens("https://id.example/roles", "tmc-", "")
                        .verify(token)
                        .orElseThrow()
                        .roles());
    }

    @Test
    void a_token_sees_the_customers_that_it_names_all_with_a_star_and_nobody_without_the_claim() {
        Tokens limited = tokens("groups", "", "customers");
        JwtClaims claims = OpenIdProvider.claims("erika", List.of("analyst"));
        assertEquals(List.of(), customers(limited, claims));
        claims.setClaim("customers", List.of("acme", "globex"));
        assertEquals(List.of("acme", "globex"), customers(limited, claims));
        claims.setClaim("customers", List.of("*"));
        assertNull(customers(limited, claims));
    }

    private List<String> customers(Tokens of, JwtClaims claims) {
        return of.verify(OpenIdProvider.signed(claims, key)).orElseThrow().customers();
    }

    @Test
    void a_token_that_is_not_for_us_or_not_of_now_opens_nothing() {
        assertRefused(c -> c.setIssuer("https://login.example/other"));
        assertRefused(c -> c.setAudience("another-application"));
        assertRefused(c -> c.unsetClaim("aud"));
        assertRefused(c -> c.unsetClaim("exp"));
        assertRefused(c -> c.unsetClaim("sub"));
        assertRefused(c -> c.setExpirationTime(at(-31)));
        assertRefused(c -> c.setNotBefore(at(60)));
        assertRefused(c -> c.setClaim("groups", List.of("king")));
        assertRefused(c -> c.unsetClaim("groups"));
    }

    private void assertRefused(Consumer<JwtClaims> change) {
        JwtClaims claims = OpenIdProvider.claims("erika", List.of("analyst"));
        assertTrue(tokens.verify(OpenIdProvider.signed(claims, key)).isPresent());
        change.accept(claims);
        assertTrue(tokens.verify(OpenIdProvider.signed(claims, key)).isEmpty());
    }

    private static NumericDate at(int seconds) {
        return NumericDate.fromMilliseconds(Instant.now().plusSeconds(seconds).toEpochMilli());
    }

    @Test
    void the_public_key_does_not_pass_for_a_shared_secret_and_none_is_no_signature() {
        JwtClaims claims = OpenIdProvider.claims("erika", List.of("admin"));
        for (byte[] secret : List.of(
                key.getPublicKey().getEncoded(),
                pem().getBytes(StandardCharsets.US_ASCII),
                key.toJson().getBytes(StandardCharsets.UTF_8))) {
            String confused = OpenIdProvider.signed(claims, key, "HS256", new HmacKey(secret));
            assertTrue(tokens.verify(confused).isEmpty());
        }
        String none = OpenIdProvider.signed(claims, key, "none", null);
        assertTrue(tokens.verify(none).isEmpty());
        String good = OpenIdProvider.signed(claims, key);
        assertTrue(tokens.verify(good.substring(0, good.lastIndexOf('.') + 1)).isEmpty());
        assertTrue(tokens.verify(OpenIdProvider.signed(claims, OpenIdProvider.key("one")))
                .isEmpty());
    }

    private String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + java.util.Base64.getMimeEncoder()
                        .encodeToString(key.getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."})
    void what_is_no_token_opens_nothing(String token) {
        assertTrue(tokens.verify(token).isEmpty());
    }

    @Test
    void keys_are_fetched_once_and_for_unknown_ones_not_again_and_again() {
        JwtClaims claims = OpenIdProvider.claims("erika", List.of("analyst"));
        for (int i = 0; i < 20; i++) {
            assertTrue(tokens.verify(OpenIdProvider.signed(claims, key)).isPresent());
        }
        assertEquals(1, provider.fetches());
        for (int i = 0; i < 20; i++) {
            assertTrue(tokens.verify(OpenIdProvider.signed(claims, OpenIdProvider.key("unknown-" + i)))
                    .isEmpty());
        }
        assertTrue(provider.fetches() <= 2, "fetches: " + provider.fetches());
    }

    @Test
    void a_provider_that_is_away_is_told_as_such() {
        provider.close();
        JwtClaims claims = OpenIdProvider.claims("erika", List.of("analyst"));
        ProblemException away =
                assertThrows(ProblemException.class, () -> tokens.verify(OpenIdProvider.signed(claims, key)));
        assertEquals(ProblemType.UNAVAILABLE, away.type());
    }

    @Test
    void without_the_setting_no_token_is_taken_and_half_a_setting_is_refused() {
        Tokens off = new Tokens(TokenConfig.from(TestSettings.with()));
        assertTrue(off.verify(OpenIdProvider.signed(OpenIdProvider.claims("erika", List.of("admin")), key))
                .isEmpty());
        assertThrows(
                SettingException.class,
                () -> TokenConfig.from(TestSettings.with("tmc.token.jwks-url", provider.jwksUrl())));
        assertThrows(
                SettingException.class,
                () -> TokenConfig.from(TestSettings.with("tmc.token.jwks-url", "http://login.example/keys")));
        assertFalse(TokenConfig.from(TestSettings.with()).isOn());
    }
}
