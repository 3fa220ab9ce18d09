package org.tmcstats.report;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.tmcstats.store.Database;

/** All reports, read from {@code sql/report} at start; a wrong file stops the start. */
@ApplicationScoped
class Catalogue {
    private static final String FOLDER = "report/";
    /** Its folder holds the others: class loaders find files, but not always folders. */
    private static final String ONE = "call-quality";

    private final Map<String, Report> reports = new TreeMap<>();

    Catalogue() {
        for (String id : ids()) {
            reports.put(id, Report.parse(id, Database.sql(FOLDER + id)));
        }
    }

    /** In the order of their ids. */
    List<Report> reports() {
        return List.copyOf(reports.values());
    }

    Optional<Report> find(String id) {
        return Optional.ofNullable(reports.get(id));
    }

    /**
     * Compares each report's columns with those that PostgreSQL says its query has.
     *
     * @throws CatalogueException when a query gives other columns than its header declares
     */
    void check(Handle handle, ReportConfig config) {
        for (Report report : reports()) {
            for (String granularity : List.of("hour", "day")) {
                check(handle, config, report, granularity);
            }
        }
    }

    static void check(Handle handle, ReportConfig config, Report report, String granularity) {
        Query query = Query.parse(
                report,
                Map.of("from", List.of("2026-01-01"), "to", List.of("2026-01-02"), "granularity", List.of(granularity)),
                config,
                "ms",
                new Sight(true, null));
        handle.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        // The join that matches nothing gives one row of nulls, hence the names, without running the query.
        Set<String> given = handle.createQuery(
                        "SELECT r.* FROM (VALUES (1)) one LEFT JOIN (" + query.sql() + ") r ON false")
                .bindMap(query.bindings(config))
                .map(Rows.MAPPER)
                .one()
                .keySet();
        if (!given.equals(report.queried())) {
            Set<String> missing = new HashSet<>(report.queried());
            missing.removeAll(given);
            Set<String> undeclared = new HashSet<>(given);
            undeclared.removeAll(report.queried());
            throw new CatalogueException("report " + report.id() + ": the query lacks the columns " + missing
                    + " and gives the undeclared columns " + undeclared);
        }
    }

    private static List<String> ids() {
        URL one = Catalogue.class.getResource("/sql/" + FOLDER + ONE + ".sql");
        if (one == null) {
            throw new CatalogueException("there is no folder sql/" + FOLDER);
        }
        try {
            URI uri = one.toURI();
            if (uri.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    return ids(jar.getPath("/sql/" + FOLDER));
                }
            }
            return ids(Path.of(uri).resolveSibling(""));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .sorted()
                    .toList();
        }
    }
}
