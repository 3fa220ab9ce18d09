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
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
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
 * The job subject-export: all that is there about a person (GDPR Art. 15), or what the person provided (Art. 20). Each file is
 * written in the transaction of its checkpoint, streamed.
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

    /** Files of the export, in the order in which they are written. */
    List<ExportFile> files(UUID id) {
        boolean portable = isPortable(id);
        return ExportFile.of(
                subjects.tables().stream()
                        .filter(t -> !portable || !columns(t, true).isEmpty())
                        .map(PersonalTable::name)
                        .toList(),
                recordTables(portable).stream().map(KeyedTable::name).toList());
    }

    /**
     * What a file is written from; looked up before, since transactions within that of a chunk take its end from the runtime.
     *
     * @param kept how long kinds of data are kept, in words; empty for files of a table
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

    /** Writes one file in the transaction under way. */
    void write(UUID id, int entry, ExportFile file) {
        SubjectRequest request = requests.require(id);
        Task task = new Task(
                id,
                subjects.of(id),
                request,
                subjects.tables(),
                recordTables(request.type() == RequestType.PORTABILITY),
                file.table().isEmpty() ? FieldNotes.kept(keptDays) : Map.of());
        database.useTransaction(h -> {
            // The person's keys were found a moment ago: PostgreSQL takes them for few and would look through all rows
            // for each.
            h.execute("SET LOCAL enable_nestloop = off");
            try (OutputStream out = new BufferedOutputStream(parts.write(h, id, entry, file.name()), 1 << 16)) {
                long rows = switch (file.content()) {
                    case IDENTITIES_JSON -> identitiesJson(h, task, file.table(), out);
                    case IDENTITIES_CSV -> identitiesCsv(h, task, file.table(), out);
                    case RECORDS_JSON ->
                        records(h, task, table(task, file.table())).json(out);
                    case RECORDS_CSV -> {
                        records(h, task, table(task, file.table())).csv(out);
                        yield 0;
                    }
                    case DESCRIPTION -> describe(h, task, out);
                    case PAGE -> page(h, task, out);
                };
                if (file.name().startsWith("json/")) {
                    h.createUpdate("INSERT INTO privacy.erased_rows (request_id, table_name, rows)"
                                    + " VALUES (:id, :table, :rows) ON CONFLICT (request_id, table_name)"
                                    + " DO UPDATE SET rows = EXCLUDED.rows")
                            .bind("id", id)
                            .bind("table", file.table())
                            .bind("rows", rows)
                            .execute();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
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

    private long identitiesJson(Handle h, Task task, String name, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        long[] rows = new long[1];
        writer.write("[");
        each(h, task, name, values -> {
            try {
                writer.write(rows[0]++ == 0 ? "\n" : ",\n");
                writer.write(RequestRows.JSON.writeValueAsString(values));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.write("\n]\n");
        writer.flush();
        return rows[0];
    }

    private long identitiesCsv(Handle h, Task task, String name, OutputStream out) throws IOException {
        CSVPrinter printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
        boolean[] headed = new boolean[1];
        each(h, task, name, values -> {
            try {
                if (!headed[0]) {
                    printer.printRecord(values.keySet());
                    headed[0] = true;
                }
                printer.printRecord(values.values().stream().map(Export::cell));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        printer.flush();
        return 0;
    }

    /** What a spreadsheet would run gets an apostrophe in front (OWASP, CSV Injection); numbers of phones stay. */
    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.matches("(?s)[=@\\t\\r\\n].*|[+-](?![0-9 ().\\-]*$).*") ? "'" + text : text;
    }

    private void each(Handle h, Task task, String name, Consumer<Map<String, @Nullable Object>> to) {
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
            if (!portable || own || !row.named().isEmpty()) {
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

    private long describe(Handle h, Task task, OutputStream out) {
        RequestRows.JSON
                .writerWithDefaultPrettyPrinter()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .writeValue(out, description(h, task));
        return 0;
    }

    private long page(Handle h, Task task, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        ExportPage page = new ExportPage(writer, description(h, task));
        page.begin();
        for (PersonalTable table : task.tables()) {
            if (!task.isPortable() || !columns(table, true).isEmpty()) {
                page.beginRows(table.name());
                each(h, task, table.name(), page::row);
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
        return 0;
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
