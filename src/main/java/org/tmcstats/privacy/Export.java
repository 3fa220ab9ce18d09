package org.tmcstats.privacy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.tmcstats.audit.Action;
import org.tmcstats.audit.Audit;
import org.tmcstats.config.Settings;
import org.tmcstats.identity.PersonalColumn;
import org.tmcstats.identity.PersonalColumn.Form;
import org.tmcstats.identity.PersonalColumn.Origin;
import org.tmcstats.identity.PersonalColumns;
import org.tmcstats.identity.PersonalColumns.KeyedTable;
import org.tmcstats.keys.Sealing;
import org.tmcstats.retention.KeptDays;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import tools.jackson.core.StreamWriteFeature;

/**
 * The job subject-export: all that is there about a person (GDPR Art. 15), or what the person provided (Art. 20). Each table
 * is written in the transaction of its checkpoint, streamed.
 */
@ApplicationScoped
class Export {
    static final String JOB = "subject-export";

    private static final String BY_CONTRACT_OR_CONSENT = ".*Art\\. 6\\(1\\)\\((a|b)\\).*";

    private final Database database;
    private final Subjects subjects;
    private final Requests requests;
    private final AsideStore aside;
    private final PersonalColumns catalogue;
    private final ExportParts parts;
    private final KeptDays keptDays;
    private final Audit audit;
    private final PrivacyConfig config;

    @Inject
    Export(
            Database database,
            Subjects subjects,
            Requests requests,
            AsideStore aside,
            PersonalColumns catalogue,
            Sealing sealing,
            KeptDays keptDays,
            Audit audit,
            Settings settings) {
        this.database = database.as(DatabaseRole.PRIVACY);
        this.subjects = subjects;
        this.requests = requests;
        this.aside = aside;
        this.catalogue = catalogue;
        this.parts = new ExportParts(sealing);
        this.keptDays = keptDays;
        this.audit = audit;
        this.config = PrivacyConfig.from(settings);
    }

    /** Looks for the person's calls and boxes. */
    void find(UUID id) {
        Who who = subjects.of(id);
        List<PersonalTable> tables = subjects.tables();
        database.inSeparateTransaction(h -> {
            new SubjectRows(h, who).findKeys(tables, aside);
            return true;
        });
    }

    /** What the export is written in, in order. */
    List<ExportItem> items(UUID id) {
        boolean portable = isPortable(id);
        return ExportItem.of(
                subjects.tables().stream()
                        .filter(t -> !portable || !columns(t, true).isEmpty())
                        .map(PersonalTable::name)
                        .toList(),
                recordTables(portable).stream().map(KeyedTable::name).toList());
    }

    /**
     * What an item is written from; looked up before, since transactions within that of a chunk take its end from the runtime.
     *
     * @param kept how long kinds of data are kept, in words; empty for rows of a table
     */
    private record Task(
            UUID id,
            Who who,
            SubjectRequest request,
            List<PersonalTable> tables,
            List<KeyedTable> records,
            Map<String, String> kept) {
        boolean isPortable() {
            return request.type() == RequestType.PORTABILITY;
        }
    }

    /** Writes the files of one item in the transaction under way; the rows of a table are read once for both. */
    void write(UUID id, int place, ExportItem item) {
        SubjectRequest request = requests.require(id);
        Task task = new Task(
                id,
                subjects.of(id),
                request,
                subjects.tables(),
                recordTables(request.type() == RequestType.PORTABILITY),
                item.table().isEmpty() ? FieldNotes.kept(keptDays) : Map.of());
        database.useTransaction(h -> {
            // The person's keys were found a moment ago: PostgreSQL takes them for few and would look through all rows
            // for each.
            h.execute("SET LOCAL enable_nestloop = off");
            List<String> files = item.files();
            int entry = 2 * place;
            try (OutputStream out = file(h, id, entry, files.get(0));
                    OutputStream csv = files.size() > 1 ? file(h, id, entry + 1, files.get(1)) : null) {
                if (csv == null) {
                    if (item.content() == ExportItem.Content.PAGE) {
                        page(h, task, out);
                    } else {
                        describe(h, task, out);
                    }
                } else {
                    ExportRows to = new ExportRows(out, csv);
                    if (item.content() == ExportItem.Content.RECORDS) {
                        records(h, task, table(task, item.table())).write(to);
                    } else {
                        identities(h, task, item.table(), () -> true, to::row);
                    }
                    remember(h, id, item.table(), to.end());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private OutputStream file(Handle h, UUID id, int entry, String name) {
        return new BufferedOutputStream(parts.write(h, id, entry, name), 1 << 16);
    }

    private static void remember(Handle h, UUID id, String table, long rows) {
        h.createUpdate("INSERT INTO privacy.erased_rows (request_id, table_name, rows) VALUES (:id, :table, :rows)"
                        + " ON CONFLICT (request_id, table_name) DO UPDATE SET rows = EXCLUDED.rows")
                .bind("id", id)
                .bind("table", table)
                .bind("rows", rows)
                .execute();
    }

    void end(UUID id) {
        database.useTransaction(h -> {
            h.createUpdate("UPDATE privacy.request SET export_expires_at = :at WHERE id = :id")
                    .bind("at", Instant.now().plus(config.exportKeep()))
                    .bind("id", id)
                    .execute();
            requests.complete(id, Map.copyOf(counts(h, id)));
            audit.record(JOB, Action.EXPORT, "subject", 1, "data-protection");
        });
    }

    private boolean isPortable(UUID id) {
        return requests.require(id).type() == RequestType.PORTABILITY;
    }

    /** Columns of a table that are handed out. */
    private static Set<String> columns(PersonalTable table, boolean portable) {
        Set<String> columns = new LinkedHashSet<>();
        for (PersonalColumn column : table.columns()) {
            boolean text = column.identifies().stream().anyMatch(i -> i.form() == Form.TEXT)
                    && column.identifies().size() > 2;
            boolean provided = column.origin() == Origin.PROVIDED
                    || column.origin() == Origin.OBSERVED
                            && column.lawfulBasis().matches(BY_CONTRACT_OR_CONSENT);
            if (!portable || provided && !text) {
                columns.add(column.column());
            }
        }
        return columns;
    }

    private List<KeyedTable> recordTables(boolean portable) {
        Set<String> personal = new LinkedHashSet<>();
        catalogue.all().forEach(c -> personal.add(c.qualifiedTable()));
        return catalogue.keyedTables().stream()
                .filter(t -> !personal.contains(t.name()))
                .filter(t ->
                        !portable || t.name().startsWith("raw.") && t.keys().contains("device_key"))
                .toList();
    }

    /** @param more whether more rows are wanted */
    private void identities(
            Handle h, Task task, String name, BooleanSupplier more, Consumer<Map<String, @Nullable Object>> to) {
        Who who = task.who();
        PersonalTable table = task.tables().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        boolean portable = task.isPortable();
        Set<String> only = columns(table, portable);
        OthersMasked masked = new OthersMasked(
                who, name.equals("identity.address") ? OwnAddresses.of(h, who, task.tables()) : OwnAddresses.none());
        SubjectRows rows = new SubjectRows(h, who);
        Set<Long> boxes = rows.keys("device_key");
        Consumer<SubjectRows.Row> each = row -> {
            Long box = row.key("device_key");
            boolean own = box != null && boxes.contains(box);
            if (more.getAsBoolean() && (!portable || own || !row.named().isEmpty())) {
                to.accept(masked.values(table, row, own, only));
            }
        };
        rows.all(table, each);
        rows.aside(aside, List.of(table), (kept, row) -> each.accept(row));
    }

    private static KeyedTable table(Task task, String name) {
        return task.records().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RecordRows records(Handle h, Task task, KeyedTable table) {
        return new RecordRows(h, task.id(), table, RecordFields.of(h, table.name(), !task.isPortable()));
    }

    private void describe(Handle h, Task task, OutputStream out) {
        RequestRows.JSON
                .writerWithDefaultPrettyPrinter()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .writeValue(out, description(h, task));
    }

    private void page(Handle h, Task task, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        ExportPage page = new ExportPage(writer, description(h, task));
        page.begin();
        for (PersonalTable table : task.tables()) {
            if (!task.isPortable() || !columns(table, true).isEmpty()) {
                page.beginRows(table.name());
                identities(h, task, table.name(), page::isMore, page::row);
                page.endRows();
            }
        }
        for (KeyedTable table : task.records()) {
            page.beginRows(table.name());
            records(h, task, table).first(ExportPage.MOST_ROWS, page::row);
            page.endRows();
        }
        page.end();
        writer.flush();
    }

    private Map<String, Long> counts(Handle h, UUID id) {
        Map<String, Long> counts = new LinkedHashMap<>();
        h.createQuery("SELECT table_name, rows FROM privacy.erased_rows WHERE request_id = :id ORDER BY 1")
                .bind("id", id)
                .map((rs, context) -> counts.put(rs.getString(1), rs.getLong(2)))
                .list();
        return counts;
    }

    private Map<String, Object> description(Handle h, Task task) {
        SubjectRequest request = task.request();
        boolean portable = task.isPortable();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("request", task.id().toString());
        description.put("right", "GDPR " + request.type().article());
        description.put("madeAt", Instant.now().toString());
        description.put("controller", config.controller());
        description.put(
                "identities",
                request.identities().stream()
                        .map(i -> Map.of("kind", i.kind(), "value", i.value()))
                        .toList());
        description.put("recipients", config.recipients());
        Map<String, Object> tables = new LinkedHashMap<>();
        Map<String, Long> counts = counts(h, task.id());
        for (PersonalTable table : task.tables()) {
            Set<String> only = columns(table, portable);
            if (!only.isEmpty()) {
                tables.put(
                        table.name(),
                        Map.of(
                                "rows",
                                counts.getOrDefault(table.name(), 0L),
                                "fields",
                                FieldNotes.personal(table, task.kept()).stream()
                                        .filter(n -> only.contains(String.valueOf(n.get("field"))))
                                        .toList()));
            }
        }
        for (KeyedTable table : task.records()) {
            tables.put(
                    table.name(),
                    Map.of(
                            "rows",
                            counts.getOrDefault(table.name(), 0L),
                            "fields",
                            FieldNotes.records(h, table, RecordFields.of(h, table.name(), !portable), task.kept())));
        }
        description.put("tables", tables);
        return description;
    }
}
