package org.tmcstats.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
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
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/**
 * Finds out who calls, before it is looked whether the path exists: nothing answers without credentials. They come by HTTP
 * Basic (RFC 7617), or for set-top boxes, which cannot set headers, as {@code key} in the query.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped
public class Authentication implements ContainerRequestFilter {
    private static final String BASIC = "basic ";
    private static final String KEY = "key";

    private final Credentials credentials;
    private final CurrentCaller current;
    private final HttpServletRequest connection;
    private final SenderAddress sender;

    /** @param connection of the request under way: a proxy of the container's */
    @Inject
    Authentication(Credentials credentials, CurrentCaller current, HttpServletRequest connection, Settings settings) {
        this.credentials = credentials;
        this.current = current;
        this.connection = connection;
        this.sender = SenderAddress.from(settings);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Client client =
                (header == null ? byKey(request) : byHeader(header)).orElseThrow(Authentication::unauthenticated);
        request.setSecurityContext(new Caller(client, request));
        current.is(
                client,
                header == null ? CurrentCaller.SignIn.KEY : CurrentCaller.SignIn.BASIC,
                sender.of(connection.getRemoteAddr(), request.getHeaderString("X-Forwarded-For")));
    }

    private Optional<Client> byHeader(String header) {
        if (!header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
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
        return colon <= 0 ? Optional.empty() : credentials.verify(pair.substring(0, colon), pair.substring(colon + 1));
    }

    /** The key leaves the request's address here, so that nothing behind can write it down. */
    private Optional<Client> byKey(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        List<String> keys = request.getUriInfo().getQueryParameters().get(KEY);
        if (keys == null || keys.size() != 1 || !request.getMethod().equals("POST") || !isStb(path)) {
            return Optional.empty();
        }
        String key = keys.get(0);
        request.setRequestUri(request.getUriInfo()
                .getRequestUriBuilder()
                .replaceQueryParam(KEY)
                .build());
        return credentials.verify(Secrets.idIn(key), key).filter(Authentication::onlyFeeds);
    }

    private static boolean isStb(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return relative.equals("feeds/stb") || relative.startsWith("feeds/stb/");
    }

    /** A secret in an address ends up in logs of proxies: one that opens more than feeds is not taken from there. */
    private static boolean onlyFeeds(Client client) {
        return client.roles().equals(List.of(Role.FEEDER));
    }

    private static ProblemException unauthenticated() {
        return new ProblemException(ProblemType.UNAUTHENTICATED, "Sign in with a client's id and secret");
    }

    private record Caller(Client client, boolean secure) implements SecurityContext {
        Caller(Client client, ContainerRequestContext request) {
            this(client, request.getSecurityContext().isSecure());
        }

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

        @Override
        public String getAuthenticationScheme() {
            return BASIC_AUTH;
        }
    }
}
