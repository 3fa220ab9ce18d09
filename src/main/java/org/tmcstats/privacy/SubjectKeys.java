package org.tmcstats.privacy;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;

/** Keys of a person's calls and boxes on their way into privacy.subject_key: a call is found by many rows and stored once. */
final class SubjectKeys {
    private static final int MOST_WAITING = 10_000;

    private record Key(String name, long key, @Nullable String day) {}

    private final Handle handle;
    private final UUID request;
    private final Set<Key> waiting = new HashSet<>();

    SubjectKeys(Handle handle, UUID request) {
        this.handle = handle;
        this.request = request;
    }

    /**
     * Takes a key.
     *
     * @param name call_key or device_key
     * @param day on which it was seen; null when the row does not say
     */
    void add(String name, long key, @Nullable String day) {
        if (waiting.add(new Key(name, key, day)) && waiting.size() == MOST_WAITING) {
            store();
        }
    }

    /** Stores those that wait. */
    void store() {
        if (waiting.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(Database.sql("privacy/subject-key"));
        waiting.forEach(k -> batch.bind("request", request)
                .bind("name", k.name())
                .bind("key", k.key())
                .bind("day", k.day())
                .add());
        batch.execute();
        waiting.clear();
    }
}
