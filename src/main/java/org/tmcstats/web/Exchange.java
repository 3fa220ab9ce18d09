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
 * What every reply carries for browsers, and the request log (level DEBUG). It names the method that answered, not the path:
 * paths can hold ids of devices, calls and sessions.
 */
@Provider
public class Exchange implements ContainerResponseFilter {
    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

    @Context
    private @Nullable ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.putSingle("Referrer-Policy", "no-referrer");
        if (!headers.containsKey(HttpHeaders.CACHE_CONTROL)) {
            headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (LOG.isLoggable(Level.DEBUG)) {
            Principal caller = request.getSecurityContext().getUserPrincipal();
            LOG.log(
                    Level.DEBUG,
                    "{0} {1} {2} {3}",
                    request.getMethod(),
                    place(),
                    response.getStatus(),
                    caller == null ? "-" : caller.getName());
        }
    }

    private String place() {
        Method method = resource == null ? null : resource.getResourceMethod();
        return method == null ? "-" : method.getDeclaringClass().getSimpleName() + '.' + method.getName();
    }
}
