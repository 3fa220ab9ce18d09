package org.tmcstats.privacy;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tmcstats.config.SettingException;
import org.tmcstats.config.Settings;

/**
 * Settings under {@code tmc.opendsr.}.
 *
 * @param domain of this processor, as its certificate has it
 * @param callbackOrigins scheme, host and port that callbacks may go to
 */
record OpenDsrConfig(String domain, Set<String> callbackOrigins) {
    static OpenDsrConfig from(Settings settings) {
        String key = "tmc.opendsr.callback-origins";
        return new OpenDsrConfig(
                settings.text("tmc.opendsr.domain").trim(),
                PrivacyConfig.list(settings, key).stream()
                        .map(text -> origin(text)
                                .orElseThrow(() -> new SettingException(
                                        key, "must be origins such as https://controller.example.com", null)))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether an address may be called: only configured origins, so that nobody makes this server call what it can reach. */
    boolean mayCall(String url) {
        return origin(url).filter(callbackOrigins::contains).isPresent();
    }

    private static Optional<String> origin(String text) {
        try {
            URI uri = URI.create(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            if (host == null || uri.getRawUserInfo() != null || !scheme.matches("https?")) {
                return Optional.empty();
            }
            int port = uri.getPort() < 0 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
            return Optional.of(scheme + "://" + host.toLowerCase(Locale.ROOT) + ":" + port);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
