package org.tmcstats.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code key}, the secret of boxes that cannot set headers, out of the address before the JAX-RS implementation sees
 * it, which writes addresses into its warnings. The secret goes on as an attribute of the request, for
 * {@link Authentication}. For the same reason a form, which no path takes, is announced as bytes; so is what boxes send: their
 * Content-Type is any, also what is none, which JAX-RS would refuse before a resource or filter of it sees it.
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class AddressKey extends HttpFilter {
    static final String ATTRIBUTE = "org.tmcstats.access.key";

    private static final long serialVersionUID = 1L;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String STB = "/feeds/stb";
    private static final String BYTES = "application/octet-stream";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        List<String> keys = new ArrayList<>();
        String query = without(request.getQueryString(), keys);
        if (keys.size() == 1) {
            request.setAttribute(ATTRIBUTE, keys.get(0));
        }
        boolean bytes = isStb(request.getPathInfo()) || isForm(request.getContentType());
        chain.doFilter(keys.isEmpty() && !bytes ? request : new Without(request, query, bytes), response);
    }

    private static boolean isStb(@Nullable String path) {
        return path != null && (path.equals(STB) || path.startsWith(STB + "/"));
    }

    private static boolean isForm(@Nullable String type) {
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    static @Nullable String without(@Nullable String query, List<String> keys) {
        if (query == null) {
            return null;
        }
        List<String> others = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (decoded(parts[0]).equals("key")) {
                keys.add(parts.length == 2 ? decoded(parts[1]) : "");
            } else {
                others.add(pair);
            }
        }
        return others.isEmpty() ? null : String.join("&", others);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static final class Without extends HttpServletRequestWrapper {
        private final @Nullable String query;
        private final boolean bytes;

        Without(HttpServletRequest request, @Nullable String query, boolean bytes) {
            super(request);
            this.query = query;
            this.bytes = bytes;
        }

        @Override
        public @Nullable String getQueryString() {
            return query;
        }

        @Override
        public String getContentType() {
            return bytes ? BYTES : super.getContentType();
        }

        @Override
        public String getHeader(String name) {
            return bytes && name.equalsIgnoreCase("Content-Type") ? BYTES : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return bytes && name.equalsIgnoreCase("Content-Type")
                    ? Collections.enumeration(List.of(BYTES))
                    : super.getHeaders(name);
        }
    }
}
