package org.tmcstats.bench;

import java.nio.file.Path;
import java.util.Set;
import org.tmcstats.audit.AuditBench;
import org.tmcstats.report.ReportBench;
import org.tmcstats.retention.PurgeBench;
import org.tmcstats.rollup.RollupBench;

/**
 * Measures what is asked for and writes {@code bench.json} and a page of documentation. System properties:
 * {@code bench.scale}, share of the full sizes (default 1); {@code bench.only}, names separated by commas of start,
 * ws_ingest, stb_ingest, auth, audit, raw_write, hourly_rollup, late_rows, history, report, purge, subject
 * (default all).
 */
public final class Bench {
    private static final Set<String> ALL = Set.of(
            "start",
            "ws_ingest",
            "stb_ingest",
            "auth",
            "audit",
            "raw_write",
            "hourly_rollup",
            "late_rows",
            "history",
            "report",
            "purge",
            "subject");

    private final Set<String> wanted;
    private final Figures figures;

    /** A group of figures. */
    private interface Group {
        void measure() throws Exception;
    }

    private Bench(Set<String> wanted, Figures figures) {
        this.wanted = wanted;
        this.figures = figures;
    }

    /** Arguments: folder of the packaged server, folder to work in, file of the figures, page of documentation. */
    public static void main(String[] arguments) throws Exception {
        String only = System.getProperty("bench.only", "");
        Set<String> wanted = only.isEmpty() ? ALL : Set.of(only.split(",", -1));
        if (!ALL.containsAll(wanted)) {
            throw new IllegalArgumentException("bench.only takes names of " + ALL);
        }
        Path work = Path.of(arguments[1]).toAbsolutePath();
        String scale = System.getProperty("bench.scale", "");
        Figures figures = new Figures(Path.of(arguments[2]), scale.isEmpty() ? 1 : Double.parseDouble(scale));
        PackagedServer.delete(work);
        Path packaged = PackagedServer.withReferences(Path.of(arguments[0]), work.resolve("package"));
        try (BenchDatabase databases = new BenchDatabase(work.resolve("postgres"))) {
            Bench bench = new Bench(wanted, figures);
            Server server = new Server(figures, databases, packaged, work);
            RollupBench rollup = new RollupBench(figures, databases);
            bench.group("start", server::start);
            bench.group("ws_ingest", server::webSocketIngest);
            bench.group("stb_ingest", server::stbIngest);
            bench.group("auth", server::authentication);
            bench.group("audit", () -> new AuditBench(figures, databases).run());
            bench.group("raw_write", () -> new RawWrite(figures, databases).run());
            bench.group("report", () -> new ReportBench(figures, databases).run());
            bench.group("purge", () -> new PurgeBench(figures, databases, work).run());
            bench.group("subject", () -> new SubjectRequests(figures, databases, packaged, work).run());
            bench.group("history", rollup::history);
            bench.group("late_rows", rollup::lateRows);
            bench.group("hourly_rollup", rollup::hour);
        }
        figures.document(Path.of(arguments[3]));
        System.exit(0);
    }

    private void group(String name, Group group) throws Exception {
        if (wanted.contains(name)) {
            figures.begin();
            group.measure();
        }
    }
}
