package org.tmcstats.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * What every reply of the API carries for browsers beside what {@link SecurityHeaders} sets, and the request log (level
 * DEBUG). It names the method that answered, not the path, which can hold ids of devices, calls and sessions; and how the
 * caller signed in, not who it is: that is for the audit trail, which has rules about who reads it.
 */
@Provider
public class Exchange implements ContainerResponseFilter {
    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

    @Context
    private @Nullable ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (!headers.containsKey(HttpHeaders.CACHE_CONTROL)) {
            headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        String credentials = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (credentials != null
                && credentials.regionMatches(true, 0, "Bearer ", 0, 7)
                && headers.containsKey(HttpHeaders.WWW_AUTHENTICATE)) {
            headers.putSingle(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"tmc-stats\", error=\"invalid_token\"");
        }
        String mode = request.getHeaderString("Sec-Fetch-Mode");
        if (mode != null && !mode.equals("navigate") && headers.containsKey(HttpHeaders.WWW_AUTHENTICATE)) {
            // A script of a page asks for a session by itself; the browser's own dialogue would get in its way.
            headers.putSingle(HttpHeaders.WWW_AUTHENTICATE, "Session realm=\"tmc-stats\"");
        }
        if (LOG.isLoggable(Level.DEBUG)) {
            Principal caller = request.getSecurityContext().getUserPrincipal();
            String how = request.getSecurityContext().getAuthenticationScheme();
            LOG.log(
                    Level.DEBUG,
                    "{0} {1} {2} {3}",
                    request.getMethod(),
                    place(),
                    response.getStatus(),
                    caller == null ? "-" : how);
        }
    }

    private String place() {
        Method method = resource == null ? null : resource.getResourceMethod();
        return method == null ? "-" : method.getDeclaringClass().getSimpleName() + '.' + method.getName();
    }
}
