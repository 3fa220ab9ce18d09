package org.tmcstats.retention.hold;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.identity.CallRef;
import org.tmcstats.identity.Person;

/** Places holds as the resource does, for tests of purges. */
public final class TestHolds {
    private TestHolds() {}

    public static Hold place(
            Holds holds,
            Handle h,
            @Nullable Person person,
            @Nullable CallRef call,
            @Nullable Instant from,
            @Nullable Instant to) {
        return holds.place(h, person, call, from, to, "test", "officer");
    }
}
