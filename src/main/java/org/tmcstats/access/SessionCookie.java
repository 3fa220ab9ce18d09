package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import java.util.Map;
import java.util.Optional;

/**
 * The cookie that carries a session. By https its name begins with {@code __Host-}, which browsers take from this host alone
 * and by https alone (RFC 6265bis, 4.1.3.2), so that nobody can plant another one.
 */
@ApplicationScoped
class SessionCookie {
    private static final String NAME = "tmc-session";
    private static final String SECURE_NAME = "__Host-" + NAME;

    private final Connection connection;

    @Inject
    SessionCookie(Connection connection) {
        this.connection = connection;
    }

    Optional<String> token(ContainerRequestContext request) {
        return token(request.getCookies());
    }

    Optional<String> token(HttpHeaders headers) {
        return token(headers.getCookies());
    }

    private Optional<String> token(Map<String, Cookie> cookies) {
        return Optional.ofNullable(cookies.get(name())).map(Cookie::getValue).filter(v -> !v.isEmpty());
    }

    /** Ends with the browser, at the latest when the session does. */
    NewCookie of(String token) {
        return cookie(token).build();
    }

    NewCookie gone() {
        return cookie("").maxAge(0).build();
    }

    private NewCookie.Builder cookie(String value) {
        return new NewCookie.Builder(name())
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(connection.isSecure())
                .sameSite(NewCookie.SameSite.STRICT);
    }

    private String name() {
        return connection.isSecure() ? SECURE_NAME : NAME;
    }
}
