package org.tmcstats.feed.stb;

import jakarta.ws.rs.ApplicationPath;
import java.util.Set;
import org.tmcstats.web.Api;
import org.tmcstats.web.BodyLimit;
import org.tmcstats.web.Exchange;
import org.tmcstats.web.JsonBodies;
import org.tmcstats.web.KnownQuery;
import org.tmcstats.web.Problems;

/** The REST interface with everything but authentication and authorisation, and with {@link OpenStb} alone. */
@ApplicationPath("/bench-open")
public class OpenApi extends Api {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                OpenStb.class, BodyLimit.class, Exchange.class, JsonBodies.class, KnownQuery.class, Problems.class);
    }
}
