package org.tmcstats.feed.stb;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Announces the bodies for {@link OpenStb} as bytes, which the feed's filter does beside its part of the authentication. */
@WebFilter(urlPatterns = "/bench-open/*", asyncSupported = true)
public class OpenContentType extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "Content-Type";
    private static final String BYTES = "application/octet-stream";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(new Bytes(request), response);
    }

    private static final class Bytes extends HttpServletRequestWrapper {
        Bytes(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getContentType() {
            return BYTES;
        }

        @Override
        public String getHeader(String name) {
            return name.equalsIgnoreCase(NAME) ? BYTES : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(NAME) ? Collections.enumeration(List.of(BYTES)) : super.getHeaders(name);
        }
    }
}
