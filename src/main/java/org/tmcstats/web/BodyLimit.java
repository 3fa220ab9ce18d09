package org.tmcstats.web;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;
import org.tmcstats.rest.ShortBody;

/**
 * Refuses bodies over the limit, by their announced length, else when the reading comes to it; and bodies that take too long
 * to come, which would hold a thread of the server. A sender that is silent altogether is cut off by the server's listener.
 */
@Provider
public class BodyLimit implements DynamicFeature {
    private final long most;
    private final Duration longest;

    @Inject
    BodyLimit(Settings settings) {
        this.most = most(settings);
        this.longest = longest(settings);
    }

    static long most(Settings settings) {
        return settings.number("tmc.web.max-body-bytes", 1024, 32L << 20);
    }

    static Duration longest(Settings settings) {
        return settings.duration("tmc.web.body-timeout", Duration.ofSeconds(1), Duration.ofHours(1));
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        boolean isShort = resource.getResourceMethod().isAnnotationPresent(ShortBody.class);
        context.register(new Limit(isShort ? Math.min(most, ShortBody.MOST_BYTES) : most, longest));
    }

    /** The filter of a method. */
    @Priority(Priorities.HEADER_DECORATOR)
    private record Limit(long allowed, Duration longest) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            if (isOver(request.getHeaderString(HttpHeaders.CONTENT_LENGTH), allowed)) {
                throw tooLarge(allowed);
            }
            if (request.hasEntity()) {
                request.setEntityStream(new Limited(request.getEntityStream(), allowed, longest));
            }
        }
    }

    /** Not by the request's own method, which knows no lengths beyond 2 GiB. */
    private static boolean isOver(@Nullable String length, long allowed) {
        try {
            return length != null && Long.parseLong(length) > allowed;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static ProblemException tooLarge(long allowed) {
        return new ProblemException(ProblemType.TOO_LARGE, "A body can have " + allowed + " bytes here");
    }

    private static ProblemException tooSlow(Duration longest) {
        return new ProblemException(
                ProblemType.REQUEST_TIMEOUT, "The body did not come whole within " + longest.toSeconds() + " seconds");
    }

    private static final class Limited extends FilterInputStream {
        private final long begun = System.nanoTime();
        private final long allowed;
        private final Duration longest;
        private long left;

        Limited(InputStream in, long allowed, Duration longest) {
            super(in);
            this.allowed = allowed;
            this.longest = longest;
            this.left = allowed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read;
            try {
                read = super.read(into, offset, length);
            } catch (IOException e) {
                throw tooSlow(longest); // silent for too long; or gone, and then nobody is told
            }
            left -= Math.max(0, read);
            if (left < 0) {
                throw tooLarge(allowed);
            }
            if (read > 0 && System.nanoTime() - begun > longest.toNanos()) {
                throw tooSlow(longest);
            }
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
