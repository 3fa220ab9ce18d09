package org.tmcstats.feed.stb;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Boxes send any Content-Type, also what is none, which would be refused before a resource sees it. */
@Provider
@PreMatching
public class AnyContentType implements ContainerRequestFilter {
    private static final String PATH = "feeds/stb";

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (path.startsWith(PATH, path.startsWith("/") ? 1 : 0)) {
            request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }
}
