package org.tmcstats.privacy.register;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jdbi.v3.core.generic.GenericType;
import org.jspecify.annotations.Nullable;
import org.tmcstats.access.Countries;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.identity.PersonalColumns.KeyedTable;
import org.tmcstats.identity.RetentionKind;
import org.tmcstats.retention.KeptDays;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;

/** What the catalogue, the retention and the clients together say about the processing. */
@ApplicationScoped
class Register {
    private final Database database;
    private final PersonalColumns columns;
    private final KeptDays kept;
    private final RegisterConfig config;
    private final Countries countries = Countries.shipped();

    @Inject
    Register(Database database, PersonalColumns columns, KeptDays kept, Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.columns = columns;
        this.kept = kept;
        this.config = RegisterConfig.from(settings);
    }

    RegisterConfig config() {
        return config;
    }

    Countries countries() {
        return countries;
    }

    /** Every column that holds personal data, then the tables that are tied to persons by their keys. */
    List<CatalogueEntry> catalogue() {
        List<CatalogueEntry> entries = new ArrayList<>();
        Set<String> named = new LinkedHashSet<>();
        for (PersonalColumn column : columns.all()) {
            named.add(column.qualifiedTable());
            RetentionKind kind = column.retention();
            entries.add(CatalogueEntry.of(
                    column, kept.inWords(kind), kept.longest(kind).orElse(null)));
        }
        Map<String, RetentionKind> kinds = kinds();
        for (KeyedTable table : columns.keyedTables()) {
            RetentionKind kind = kinds.get(table.name());
            if (kind != null && !named.contains(table.name())) {
                entries.add(CatalogueEntry.of(
                        table, kind, kept.inWords(kind), kept.longest(kind).orElse(null)));
            }
        }
        return entries;
    }

    /** By which kind partitioned tables go. */
    private Map<String, RetentionKind> kinds() {
        Map<String, String> words =
                database.inTransaction(h -> h.createQuery("SELECT parent, retention FROM ops.partitioned")
                        .setMapKeyColumn("parent")
                        .setMapValueColumn("retention")
                        .collectInto(new GenericType<Map<String, String>>() {}));
        Map<String, RetentionKind> kinds = new HashMap<>();
        for (RetentionKind kind : RetentionKind.values()) {
            words.forEach((table, word) -> {
                if (word.equals(kind.word())) {
                    kinds.put(table, kind);
                }
            });
        }
        return kinds;
    }

    /** What is processed, by purpose. */
    List<Activity> activities() {
        Map<String, List<CatalogueEntry>> byPurpose = new LinkedHashMap<>();
        catalogue()
                .forEach(e -> byPurpose
                        .computeIfAbsent(e.purpose(), p -> new ArrayList<>())
                        .add(e));
        List<Activity> activities = new ArrayList<>();
        byPurpose.forEach((purpose, entries) -> activities.add(new Activity(
                purpose,
                distinct(entries, CatalogueEntry::lawfulBasis),
                subjects(entries),
                distinct(entries, CatalogueEntry::text),
                distinct(entries, CatalogueEntry::source),
                distinct(entries, CatalogueEntry::limit))));
        return activities;
    }

    /**
     * A client that may see persons.
     *
     * @param client its id
     * @param country where it works; null when it is the controller's
     * @param ground of the transfer; null when none is needed
     * @param shown identifiers are shown to it, not masked
     */
    public record Recipient(
            String client,
            @Nullable String country,
            @Nullable String ground,
            boolean shown) {}

    /** Clients with a role that sees persons. */
    List<Recipient> recipients() {
        return database.inTransaction(h -> h.createQuery(Database.sql("privacy/recipients"))
                .map(row -> {
                    String country = row.getColumn("region", String.class);
                    String ground = row.getColumn("ground", String.class);
                    String decision =
                            country == null ? null : countries.adequate().get(country);
                    boolean adequate = country == null
                            || decision != null
                            || countries.eea().contains(country);
                    return new Recipient(
                            row.getColumn("id", String.class),
                            country,
                            adequate ? (decision == null ? null : "Art. 45: " + decision) : ground,
                            adequate || ground != null);
                })
                .list());
    }

    private static List<String> distinct(List<CatalogueEntry> entries, Function<CatalogueEntry, String> of) {
        Set<String> values = new LinkedHashSet<>();
        entries.forEach(e -> values.add(of.apply(e)));
        return List.copyOf(values);
    }

    private static List<String> subjects(List<CatalogueEntry> entries) {
        Set<String> subjects = new TreeSet<>();
        for (CatalogueEntry e : entries) {
            if (e.table().startsWith("ops.") || e.table().startsWith("audit.")) {
                subjects.add("staff with an account");
            } else if (e.table().startsWith("identity.device") || e.table().contains(".stb_")) {
                subjects.add("households with a set-top box");
            } else if (e.table().startsWith("privacy.")) {
                subjects.add("persons who exercise their rights");
            } else {
                subjects.add("agents");
                subjects.add("customers and other parties of calls");
            }
        }
        return List.copyOf(subjects);
    }
}
