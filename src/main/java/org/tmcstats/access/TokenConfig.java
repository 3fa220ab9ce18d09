package org.tmcstats.access;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.tmcstats.config.SettingException;
import org.tmcstats.config.Settings;

/**
 * Bearer tokens of an OpenID provider.
 *
 * @param jwksUrl where its keys are; empty when tokens are not taken
 * @param issuer claim {@code iss} that tokens must have
 * @param audience claim {@code aud} that tokens must have
 * @param rolesClaim claim with the roles; dots lead into nested claims
 * @param rolesPrefix what stands before the name of a role; others are ignored
 * @param customersClaim claim with the customers that the token sees; empty when every token sees all
 * @param clockSkew by which clocks may differ
 */
record TokenConfig(
        String jwksUrl,
        String issuer,
        String audience,
        String rolesClaim,
        String rolesPrefix,
        String customersClaim,
        Duration clockSkew) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** @throws SettingException naming the setting that cannot be used */
    static TokenConfig from(Settings settings) {
        TokenConfig config = new TokenConfig(
                settings.text("tmc.token.jwks-url"),
                settings.text("tmc.token.issuer"),
                settings.text("tmc.token.audience"),
                settings.text("tmc.token.roles-claim"),
                settings.text("tmc.token.roles-prefix"),
                settings.text("tmc.token.customers-claim"),
                settings.duration("tmc.token.clock-skew", Duration.ZERO, Duration.ofMinutes(5)));
        config.check();
        return config;
    }

    boolean isOn() {
        return !jwksUrl.isEmpty();
    }

    private void check() {
        if (!isOn()) {
            return;
        }
        if (!isTrustworthy(jwksUrl)) {
            throw new SettingException("tmc.token.jwks-url", "must be an https:// address");
        }
        // Without these any token of the same provider would do, also one meant for another application.
        if (issuer.isEmpty() || audience.isEmpty() || rolesClaim.isEmpty()) {
            throw new SettingException(
                    issuer.isEmpty()
                            ? "tmc.token.issuer"
                            : audience.isEmpty() ? "tmc.token.audience" : "tmc.token.roles-claim",
                    "must be set together with tmc.token.jwks-url");
        }
    }

    private static boolean isTrustworthy(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && ("https".equals(uri.getScheme())
                            || "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
