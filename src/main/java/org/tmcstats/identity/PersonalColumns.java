package org.tmcstats.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;

/**
 * The catalogue of personal data, as the comments of the columns say it: what is exported, erased, redacted and told about
 * is decided by them alone.
 */
@ApplicationScoped
public class PersonalColumns {
    private final Database database;
    private volatile @Nullable List<PersonalColumn> columns;

    @Inject
    public PersonalColumns(Database database) {
        this.database = database;
    }

    /**
     * Every column with personal data, by schema, table and position. Read once: columns change by migration, before the
     * server starts.
     *
     * @throws IllegalStateException naming the column whose comment cannot be read
     */
    public List<PersonalColumn> all() {
        List<PersonalColumn> known = columns;
        if (known == null) {
            known = database
                    .inTransaction(h -> h.createQuery(Database.sql("identity/columns"))
                            .map((rs, context) -> ColumnComment.read(
                                    new ColumnComment.Place(
                                            rs.getString("schema"),
                                            rs.getString("table"),
                                            rs.getString("column"),
                                            rs.getString("type"),
                                            Set.of((String[])
                                                    rs.getArray("keys").getArray())),
                                    rs.getString("comment")))
                            .list())
                    .stream()
                    .flatMap(java.util.Optional::stream)
                    .toList();
            columns = known;
        }
        return known;
    }

    /** Columns in which a person of that kind can be recognised. */
    public List<PersonalColumn> identifying(PersonKind kind) {
        return all().stream()
                .filter(c -> c.identifies().stream().anyMatch(i -> i.kind() == kind))
                .toList();
    }

    /**
     * A table whose rows are tied to persons by surrogate key.
     *
     * @param name schema and table
     * @param keys call_key, device_key, or both
     * @param time column by which it is partitioned or ordered: day, at or hour; null when there is none
     */
    public record KeyedTable(
            String name, Set<String> keys, @Nullable String time) {}

    /** Tables outside the personal columns too (measurements, aggregates) whose rows belong to a call or a box. */
    public List<KeyedTable> keyedTables() {
        return database.inTransaction(h -> h.createQuery(Database.sql("identity/keyed-tables"))
                .map((rs, context) -> new KeyedTable(
                        rs.getString("name"),
                        Set.of((String[]) rs.getArray("keys").getArray()),
                        rs.getString("time")))
                .list());
    }
}
