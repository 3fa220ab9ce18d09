package org.tmcstats.feed.stb;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.Path;
import java.util.HashSet;
import java.util.Set;
import org.tmcstats.web.Api;
import org.tmcstats.web.BodyLimit;
import org.tmcstats.web.Exchange;
import org.tmcstats.web.JsonBodies;
import org.tmcstats.web.KnownQuery;
import org.tmcstats.web.Problems;

/** The REST interface with everything but authentication and authorisation, and with {@link OpenStb}. */
@ApplicationPath("/bench-open")
public class OpenApi extends Api {
    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new HashSet<>(
                Set.of(BodyLimit.class, Exchange.class, JsonBodies.class, KnownQuery.class, Problems.class));
        for (Bean<?> bean : CDI.current().getBeanManager().getBeans(Object.class)) {
            if (bean.getBeanClass().isAnnotationPresent(Path.class)) {
                classes.add(bean.getBeanClass());
            }
        }
        return classes;
    }
}
