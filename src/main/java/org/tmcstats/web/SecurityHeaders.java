package org.tmcstats.web;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.tmcstats.access.Connection;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemType;

/**
 * What every reply carries for browsers, files and error pages too; and plain HTTP, where the settings end it:
 * pages are sent on to https, the API refuses, since a secret that came over plain HTTP is no longer one. Health and metrics
 * answer, for probes on the same machine.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class SecurityHeaders extends HttpFilter {
    private static final long serialVersionUID = 1L;
    /** OWASP HTTP Headers Cheat Sheet; no inline script, no eval, no frame around it. */
    private static final String CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final int PERMANENT_REDIRECT = 308;

    @Inject
    private transient Connection connection;

    @Inject
    private transient Settings settings;

    private boolean endsPlain;

    @Override
    public void init() {
        endsPlain = !settings.text("tmc.tls.certificate").isEmpty()
                || !settings.text("tmc.tls.key-store").isEmpty();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", CONTENT_POLICY);
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (connection.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        } else if (endsPlain && !isProbe(request)) {
            refusePlain(request, response);
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isProbe(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.startsWith("/health") || path.equals("/metrics");
    }

    private void refusePlain(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (path.startsWith("/api/") || !request.getMethod().equals("GET")) {
            response.setStatus(403);
            response.setContentType(Problems.MEDIA_TYPE);
            JsonBodies.MAPPER.writeValue(
                    response.getOutputStream(),
                    Problem.of(
                            ProblemType.FORBIDDEN,
                            "Plain HTTP is not served; use https, and renew the secret that was sent"));
            return;
        }
        try {
            int port = (int) settings.number("tmc.tls.port", 1, 65535);
            URI https = new URI("https", null, request.getServerName(), port == 443 ? -1 : port, path, null, null);
            response.setStatus(PERMANENT_REDIRECT);
            response.setHeader("Location", https.toASCIIString());
        } catch (URISyntaxException e) {
            response.sendError(400);
        }
    }
}
