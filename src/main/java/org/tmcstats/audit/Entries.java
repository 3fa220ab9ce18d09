package org.tmcstats.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;

/** Looks entries up. */
@ApplicationScoped
class Entries {
    private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);

    private final Database database;

    @Inject
    Entries(Database database) {
        this.database = database;
    }

    /** What is looked for; null where anything will do. */
    record Wanted(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String actor,
            @Nullable String role,
            @Nullable String action,
            @Nullable String kind,
            @Nullable String purpose,
            @Nullable String subject) {}

    /** Entries before a place in the chain, latest first. */
    List<Entry> before(long seq, Wanted wanted, int most) {
        Instant from = Optional.ofNullable(wanted.from())
                .orElse(EARLIEST.atStartOfDay(ZoneOffset.UTC).toInstant());
        Instant to = Optional.ofNullable(wanted.to()).orElse(Instant.now().plusSeconds(86_400));
        return database.inTransaction(h -> h.createQuery(Database.sql("audit/list"))
                .bind("before", seq)
                .bind("from", from)
                .bind("to", to)
                .bind("fromDay", LocalDate.ofInstant(from, ZoneOffset.UTC).minusDays(1))
                .bind("toDay", LocalDate.ofInstant(to, ZoneOffset.UTC))
                .bind("actor", wanted.actor())
                .bind("role", wanted.role())
                .bind("action", wanted.action())
                .bind("kind", wanted.kind())
                .bind("purpose", wanted.purpose())
                .bind("subject", wanted.subject())
                .bind("most", most)
                .map(ConstructorMapper.of(Entry.class))
                .list());
    }
}
