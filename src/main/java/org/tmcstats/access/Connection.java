package org.tmcstats.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;

/** How the request under way came: from where, whether by TLS, whether from a page of this server. */
@ApplicationScoped
public class Connection {
    private final HttpServletRequest request;
    private final SenderAddress sender;

    /** @param request the one under way: a proxy of the container's */
    @Inject
    Connection(HttpServletRequest request, Settings settings) {
        this.request = request;
        this.sender = SenderAddress.from(settings);
    }

    /** IP address of the caller, behind trusted proxies. */
    public String address() {
        return sender.of(request);
    }

    /** By TLS to here, or to a trusted proxy. */
    public boolean isSecure() {
        return request.isSecure() || "https".equalsIgnoreCase(sender.forwarded(request, "X-Forwarded-Proto"));
    }

    /** Begun by a page of another site, as far as the browser says; programs that are none say nothing. */
    boolean isCrossSite() {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return site != null && !site.equals("same-origin") && !site.equals("none")
                || origin != null && !origin.toLowerCase(Locale.ROOT).equals(own());
    }

    /** Begun by a page of this server, as the browser vouches. */
    boolean isSameOrigin() {
        boolean vouched = request.getHeader("Sec-Fetch-Site") != null || request.getHeader("Origin") != null;
        return vouched && !isCrossSite();
    }

    /** The secret that the address had; see {@link AddressKey}. */
    @Nullable
    String key() {
        return request.getAttribute(AddressKey.ATTRIBUTE) instanceof String key ? key : null;
    }

    private String own() {
        String host = sender.forwarded(request, "X-Forwarded-Host");
        if (host == null) {
            host = request.getHeader("Host");
        }
        String authority =
                host == null ? URI.create(request.getRequestURL().toString()).getAuthority() : host;
        return (isSecure() ? "https://" : "http://") + authority.toLowerCase(Locale.ROOT);
    }
}
