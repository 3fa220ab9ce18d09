package org.tmcstats.privacy.register;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.tmcstats.store.Database;
import org.tmcstats.store.DatabaseRole;
import tools.jackson.databind.json.JsonMapper;

/** Whom records of some days name, row by row from the database to the caller. */
@ApplicationScoped
class Affected {
    private static final JsonMapper JSON = new JsonMapper();
    private static final MediaType CSV = new MediaType("text", "csv", "utf-8");
    private static final int FETCH = 1000;
    /** A spreadsheet would run such a cell as a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final Database database;

    @Inject
    Affected(Database database) {
        this.database = database.as(DatabaseRole.PRIVACY);
    }

    /**
     * Which records.
     *
     * @param first first UTC day
     * @param next day after the last
     * @param server feed; null for any, set-top boxes too
     * @param dataset ms or ui; null for any, set-top boxes too
     */
    record Search(
            LocalDate first,
            LocalDate next,
            @Nullable String server,
            @Nullable String dataset) {}

    private record Person(String kind, String value, String firstDay, String lastDay) {}

    private interface Rows {
        void write(Person person) throws IOException;
    }

    /** Whether any record ever came through a feed of that name. */
    boolean hasSource(String server) {
        return database.inTransaction(
                h -> h.createQuery("SELECT EXISTS (SELECT FROM raw.source WHERE server = :server)")
                        .bind("server", server)
                        .mapTo(Boolean.class)
                        .one());
    }

    long count(Search search) {
        return database.inTransaction(
                h -> bound(h, "SELECT count(*) FROM (" + Database.sql("privacy/affected") + ") AS affected", search)
                        .mapTo(Long.class)
                        .one());
    }

    Response answer(HttpHeaders headers, Search search) {
        boolean csv = headers.getAcceptableMediaTypes().stream()
                .filter(type -> type.isCompatible(CSV) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
        StreamingOutput body = csv ? out -> csv(out, search) : out -> json(out, search);
        return Response.ok(body, csv ? CSV : MediaType.APPLICATION_JSON_TYPE)
                .header("Vary", "Accept")
                .header("Cache-Control", "no-store")
                .build();
    }

    void json(OutputStream out, Search search) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write("{\"items\":[");
        String[] between = {""};
        each(search, person -> {
            writer.write(between[0]);
            writer.write(JSON.writeValueAsString(person));
            between[0] = ",\n";
        });
        writer.write("]}");
        writer.flush();
    }

    private void csv(OutputStream out, Search search) throws IOException {
        CSVPrinter printer = CSVFormat.RFC4180.print(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        printer.printRecord("kind", "value", "firstDay", "lastDay");
        each(search, p -> printer.printRecord(p.kind(), defused(p.value()), p.firstDay(), p.lastDay()));
        printer.flush();
    }

    private void each(Search search, Rows rows) {
        database.useTransaction(h -> {
            try (Stream<Person> persons = bound(h, Database.sql("privacy/affected"), search)
                    .setFetchSize(FETCH)
                    .map(row -> new Person(
                            row.getColumn("kind", String.class),
                            row.getColumn("value", String.class),
                            row.getColumn("first_day", String.class),
                            row.getColumn("last_day", String.class)))
                    .stream()) {
                for (Person person : (Iterable<Person>) persons::iterator) {
                    rows.write(person);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Query bound(Handle h, String sql, Search search) {
        return h.createQuery(sql)
                .bind("first", search.first())
                .bind("next", search.next())
                .bind("server", search.server())
                .bind("dataset", search.dataset())
                .bind("boxes", search.server() == null && search.dataset() == null);
    }

    private static String defused(String value) {
        return !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    }
}
