package org.tmcstats.web;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.tmcstats.config.Settings;
import org.tmcstats.problem.ProblemException;
import org.tmcstats.problem.ProblemType;

/** Refuses bodies over the limit: by their announced length, else when the reading comes to it. */
@Provider
@Priority(Priorities.HEADER_DECORATOR)
@ApplicationScoped
public class BodyLimit implements ContainerRequestFilter {
    private final long most;

    @Inject
    BodyLimit(Settings settings) {
        this.most = most(settings);
    }

    static long most(Settings settings) {
        return settings.number("tmc.web.max-body-bytes", 1024, 32L << 20);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getLength() > most) {
            throw tooLarge();
        }
        if (request.hasEntity()) {
            request.setEntityStream(new Limited(request.getEntityStream()));
        }
    }

    private ProblemException tooLarge() {
        return new ProblemException(ProblemType.TOO_LARGE, "A body can have " + most + " bytes");
    }

    private final class Limited extends FilterInputStream {
        private long left = most;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw tooLarge();
            }
        }
    }
}
