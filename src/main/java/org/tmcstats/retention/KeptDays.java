package org.tmcstats.retention;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Optional;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.RetentionKind;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** How long kinds of data are kept, for who has to tell it. */
@ApplicationScoped
public class KeptDays {
    private final Database database;
    private final RetentionConfig config;

    @Inject
    public KeptDays(Database database, Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.config = RetentionConfig.from(settings);
    }

    /** Days, the longer of the data sets; empty for kinds that have no time in days. */
    public Optional<Integer> longest(RetentionKind kind) {
        return Arrays.stream(Topic.values())
                .filter(t -> t.kind() == kind)
                .findFirst()
                .map(t -> database.inTransaction(h -> RetentionDays.read(h, config))
                        .longest(t));
    }

    /** How long a kind is kept, as set now (Art. 15(1)(d)): days, or what ends it where no days are set. */
    public String inWords(RetentionKind kind) {
        return longest(kind)
                .map(n -> n + (n == 1 ? " day" : " days") + " after the day of the record")
                .orElse(
                        switch (kind) {
                            case ACCOUNTS -> "until the account is removed";
                            case REQUESTS -> "until the request is completed";
                            default -> "as long as compliance has to be shown (Art. 5(2))";
                        });
    }
}
