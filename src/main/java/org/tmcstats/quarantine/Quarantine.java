package org.tmcstats.quarantine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tmcstats.rest.Page;
import org.tmcstats.rest.Paging;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** {@code identity.quarantine}, which the writer of raw rows fills. */
@ApplicationScoped
public class Quarantine {
    /** A list is for finding; whole bodies can have megabytes. */
    static final int LONGEST_BODY = 16 << 10;

    private final Database database;

    @Inject
    public Quarantine(Database database) {
        this.database = database.as(DatabaseRole.PERSON);
    }

    /**
     * One element that could not be read.
     *
     * @param id the later, the larger
     * @param reason what was wrong, with a JSON pointer
     * @param body as text, what is not UTF-8 replaced by U+FFFD; personal data
     * @param truncated whether the body is longer
     */
    @Schema(name = "QuarantineEntry")
    public record Entry(long id, Instant receivedAt, String feed, String reason, String body, boolean truncated) {
        /** For a recipient to whom identifiers must not go. */
        Entry masked() {
            return new Entry(id, receivedAt, feed, reason, "***", truncated);
        }
    }

    /** A page of entries, latest first. */
    Page<Entry> page(Paging paging) {
        List<String> position = paging.position(1);
        long before = position.isEmpty() ? Long.MAX_VALUE : id(position.get(0));
        return Page.of(before(before, paging.fetch()), paging, e -> List.of(Long.toString(e.id())));
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Paging.badCursor();
        }
    }

    private List<Entry> before(long id, int most) {
        return database.inTransaction(h -> h.createQuery(Database.sql("quarantine/list"))
                .bind("before", id)
                .bind("most", most)
                .bind("longest", LONGEST_BODY)
                .map(row -> new Entry(
                        row.getColumn("id", Long.class),
                        row.getColumn("received_at", Instant.class),
                        row.getColumn("feed", String.class),
                        row.getColumn("reason", String.class),
                        new String(row.getColumn("body", byte[].class), StandardCharsets.UTF_8),
                        row.getColumn("truncated", Boolean.class)))
                .list());
    }
}
