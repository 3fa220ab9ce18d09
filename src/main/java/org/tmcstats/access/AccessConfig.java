package org.tmcstats.access;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.tmcstats.config.SettingException;
import org.tmcstats.config.Settings;

/**
 * How clients sign in.
 *
 * @param secretOverlap how long the secret before stays good after a rotation
 * @param failuresPerClient wrong secrets or codes in a row, of one client from one address, before the first lock
 * @param failuresPerAddress wrong secrets from one address within an hour, before the first lock
 * @param longestLock locks double up to this
 * @param secondFactorRoles whoever has one of these roles must have a second factor
 * @param sessionIdle a session ends after this time without a request
 * @param sessionLongest a session ends after this time in any case
 */
record AccessConfig(
        Duration secretOverlap,
        int failuresPerClient,
        int failuresPerAddress,
        Duration longestLock,
        List<String> secondFactorRoles,
        Duration sessionIdle,
        Duration sessionLongest) {
    private static final String ROLES = "tmc.access.second-factor-roles";

    /** @throws SettingException naming the setting that cannot be used */
    static AccessConfig from(Settings settings) {
        List<String> roles = Arrays.stream(settings.text(ROLES).split(","))
                .map(String::trim)
                .filter(r -> !r.isEmpty())
                .toList();
        // A box cannot show a code.
        if (!Role.ALL.containsAll(roles) || roles.contains(Role.FEEDER)) {
            throw new SettingException(ROLES, "must hold roles other than " + Role.FEEDER);
        }
        return new AccessConfig(
                settings.duration("tmc.access.secret-overlap", Duration.ZERO, Duration.ofDays(90)),
                (int) settings.number("tmc.access.failures-per-client", 1, 1000),
                (int) settings.number("tmc.access.failures-per-address", 1, 100_000),
                settings.duration("tmc.access.longest-lock", Duration.ofSeconds(1), Duration.ofDays(1)),
                roles,
                settings.duration("tmc.session.idle", Duration.ofMinutes(1), Duration.ofDays(1)),
                settings.duration("tmc.session.longest", Duration.ofMinutes(1), Duration.ofDays(7)));
    }
}
