package org.tmcstats.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.CurrentCaller.SignIn;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/**
 * Finds out who calls, before it is looked whether the path exists: nothing answers without credentials but the sign-in
 * itself. They come by HTTP Basic (RFC 7617), as a bearer token (RFC 6750), by the cookie of a session, or for set-top boxes,
 * which cannot set headers, as {@code key} in the query.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped
public class Authentication implements ContainerRequestFilter {
    /** Of the request: its {@link CurrentCaller}. */
    private static final String ATTRIBUTE = "org.tmcstats.access.caller";

    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";
    private static final String SESSION = "session";
    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Credentials credentials;
    private final Tokens tokens;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final Connection connection;
    private final AccessConfig config;

    @Inject
    Authentication(
            Credentials credentials,
            Tokens tokens,
            Sessions sessions,
            SessionCookie cookie,
            Connection connection,
            Settings settings) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.sessions = sessions;
        this.cookie = cookie;
        this.connection = connection;
        this.config = AccessConfig.from(settings);
    }

    /**
     * For whoever asks. Not a bean by its class, since the server looks through such a class's annotations for each one that it
     * makes.
     */
    @Produces
    @RequestScoped
    static CurrentCaller currentCaller(HttpServletRequest request) {
        try {
            return request.getAttribute(ATTRIBUTE) instanceof CurrentCaller caller ? caller : new CurrentCaller();
        } catch (IllegalStateException e) {
            return new CurrentCaller(); // a job: its scope is that of a request, but there is none
        }
    }

    /** @param secondFactor it showed a second factor, or its kind of sign-in has none to show */
    private record Found(Client client, SignIn how, boolean secondFactor) {}

    @Override
    public void filter(ContainerRequestContext request) {
        String path = path(request);
        if (path.equals(SESSION) && request.getMethod().equals(HttpMethod.POST)) {
            return; // its body says who
        }
        String address = connection.address();
        Found found = find(request, path, address);
        Client client = found.client();
        if (client.secondFactor() && !found.secondFactor()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "This client has a second factor: it signs in by POST /session");
        }
        if (!found.secondFactor()
                && !isOwnMatter(path)
                && client.roles().stream().anyMatch(config.secondFactorRoles()::contains)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "This client must have a second factor: POST /session/second-factor enrols one");
        }
        request.setSecurityContext(
                new Caller(client, found.how(), request.getSecurityContext().isSecure()));
        request.setProperty(ATTRIBUTE, new CurrentCaller(client, found.how(), address));
    }

    private Found find(ContainerRequestContext request, String path, String address) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Optional<Found> found;
        if (header != null) {
            found = byHeader(header.trim(), address);
        } else if (connection.key() != null) {
            found = byKey(request, path, address);
        } else {
            found = bySession(request);
        }
        return found.orElseThrow(Authentication::unauthenticated);
    }

    private Optional<Found> byHeader(String header, String address) {
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return tokens.verify(header.substring(BEARER.length()).trim())
                    .map(client -> new Found(client, SignIn.BEARER, true));
        }
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        String pair;
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).trim());
            pair = new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        return colon <= 0
                ? Optional.empty()
                : credentials
                        .verify(pair.substring(0, colon), pair.substring(colon + 1), address)
                        .map(client -> new Found(client, SignIn.BASIC, false));
    }

    private Optional<Found> byKey(ContainerRequestContext request, String path, String address) {
        String key = connection.key();
        if (key == null || !request.getMethod().equals(HttpMethod.POST) || !isStb(path)) {
            return Optional.empty();
        }
        return credentials
                .verify(Secrets.idIn(key), key, address)
                .filter(Authentication::onlyFeeds)
                .map(client -> new Found(client, SignIn.KEY, true));
    }

    /** A cookie comes along whoever made the browser send the request: what changes anything must begin at our own page. */
    private Optional<Found> bySession(ContainerRequestContext request) {
        Optional<Sessions.Session> session = cookie.token(request).flatMap(sessions::find);
        if (session.isPresent() && !SAFE.contains(request.getMethod()) && !connection.isSameOrigin()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "A request of a session must come from a page of this server (header Origin)");
        }
        return session.map(s -> new Found(s.client(), SignIn.SESSION, s.secondFactor()));
    }

    private static String path(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static boolean isStb(String path) {
        return path.equals("feeds/stb") || path.startsWith("feeds/stb/");
    }

    private static boolean isOwnMatter(String path) {
        return path.equals(SESSION) || path.startsWith(SESSION + "/");
    }

    /** A secret in an address ends up in logs of proxies: one that opens more than feeds is not taken from there. */
    private static boolean onlyFeeds(Client client) {
        return client.roles().equals(List.of(Role.FEEDER));
    }

    static ProblemException unauthenticated() {
        return new ProblemException(ProblemType.UNAUTHENTICATED, "Sign in with a client's id and secret");
    }

    private record Caller(Client client, SignIn how, boolean secure) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return client;
        }

        @Override
        public boolean isUserInRole(@Nullable String role) {
            return client.roles().contains(role);
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        /** For the request log, too, which says how somebody signed in and not who. */
        @Override
        public String getAuthenticationScheme() {
            return how.name();
        }
    }
}
