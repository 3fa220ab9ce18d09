package org.tmcstats.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownQueryTest {
    static class Range {
        @QueryParam("from")
        @Nullable
        String from;
    }

    static class Resource {
        Resource(@QueryParam("zone") String zone) {}

        @QueryParam("trace")
        @Nullable
        String trace;

        void list(@QueryParam("limit") String limit, String body, @BeanParam Range range) {}
    }

    @Test
    void names_are_those_of_parameters_fields_constructor_and_beans() throws NoSuchMethodException {
        assertEquals(
                Set.of("limit", "from", "trace", "zone"),
                KnownQuery.names(
                        Resource.class,
                        Resource.class.getDeclaredMethod("list", String.class, String.class, Range.class)));
    }
}
