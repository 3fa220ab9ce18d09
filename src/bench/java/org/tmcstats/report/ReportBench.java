package org.tmcstats.report;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tmcstats.bench.BenchDatabase;
import org.tmcstats.bench.Figures;
import org.tmcstats.bench.Figures.Limit;
import org.tmcstats.quality.Histogram;
import org.tmcstats.quality.HistogramBuckets;
import org.tmcstats.store.CopyRows;
import org.tmcstats.store.Database;

/** Reports of call quality with a year of aggregates: 3 servers, 2 locations, 5 streams an hour. */
public final class ReportBench {
    private static final String NAME = "bench_report";
    private static final int DAYS = 365;
    private static final int SOURCES = 6;
    private static final int RUNS = 200;
    private static final int WARM_UP = 30;
    private static final int VARIANTS = 64;
    private static final String COLUMNS = " (%s, source_key, stream, samples, bad_samples, packets, packets_lost,"
            + " loss_lost, loss_total, mos_n, mos_sum, mos_min, mos_max, mos_histogram, loss_n, loss_sum, loss_min,"
            + " loss_max, loss_histogram, jitter_n, jitter_sum, jitter_min, jitter_max, jitter_histogram, rtt_n, rtt_sum,"
            + " rtt_min, rtt_max, rtt_histogram)";

    private final Figures figures;
    private final BenchDatabase databases;
    private final Database database;
    private final Random random = new Random(1);
    private final Map<List<Integer>, List<Measure>> measures = new HashMap<>();
    private final Instant end = Instant.now().truncatedTo(ChronoUnit.DAYS);

    private record Measure(long sum, int least, int greatest, byte[] histogram) {}

    public ReportBench(Figures figures, BenchDatabase databases) throws SQLException {
        this.figures = figures;
        this.databases = databases;
        this.database = databases.create(NAME);
    }

    public void run() throws IOException, SQLException {
        int days = Math.max(90, figures.scaled(DAYS));
        fill(days);
        databases.run(NAME, "VACUUM ANALYZE");
        Reports reports = new Reports(
                database, new Catalogue(), new ReportConfig(ZoneId.of("UTC"), "g107-codec", 20, Duration.ofMinutes(1)));
        measure(reports, "report_90_days", 90, "day", true, days);
        measure(reports, "report_7_days_by_hour", 7, "hour", true, days);
        measure(reports, "report_90_days_page", 90, "day", false, days);
        measure(reports, "report_7_days_by_hour_page", 7, "hour", false, days);
        databases.drop(NAME);
    }

    private void measure(Reports reports, String name, int days, String granularity, boolean whole, int history)
            throws IOException {
        Map<String, List<String>> given = new HashMap<>();
        given.put("granularity", List.of(granularity));
        given.put("to", List.of(end.toString()));
        given.put("from", List.of(end.minus(days, ChronoUnit.DAYS).toString()));
        given.put("limit", List.of(whole ? "1000" : "100"));
        double[] times = new double[RUNS];
        int rows = 0;
        for (int run = -WARM_UP; run < RUNS; run++) {
            long begin = System.nanoTime();
            rows = ask(reports, new HashMap<>(given), whole);
            if (run >= 0) {
                times[run] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(times);
        String about = "call-quality, " + days + " days by " + granularity + ", "
                + (whole ? "all " + rows + " rows in pages of 1000" : "the first page, " + rows + " rows")
                + ", with " + history + " days of aggregates; through the report room, without HTTP, "
                + RUNS + " runs: ";
        figures.add(name + "_p50", times[RUNS / 2], "ms", about + "median.");
        figures.add(
                name + "_p99", times[RUNS * 99 / 100], "ms", null, whole ? Limit.atMost(50) : null, about + "99 %.");
    }

    private static int ask(Reports reports, Map<String, List<String>> given, boolean whole) {
        int rows = 0;
        String next = null;
        do {
            if (next != null) {
                given.put("cursor", List.of(next));
            }
            ReportPage page = reports.page("call-quality", given, new Sight(true, null));
            rows += page.items().size();
            next = page.next();
        } while (whole && next != null);
        return rows;
    }

    private void fill(int days) {
        database.useTransaction(h -> h.execute("INSERT INTO raw.source (dataset, location, server)"
                + " SELECT 'ms', l, 'server-' || s FROM unnest(ARRAY['mediaserver/agent', 'mediaserver/customer']) AS l,"
                + " generate_series(1, 3) AS s"));
        for (int day = 1; day <= days; day++) {
            Instant start = end.minus(day, ChronoUnit.DAYS);
            database.useTransaction(h -> {
                h.execute(
                        "SELECT ops.ensure_day(CAST(? AS date))",
                        start.toString().substring(0, 10));
                CopyRows hours = new CopyRows();
                CopyRows whole = new CopyRows();
                for (int hour = 0; hour < 24; hour++) {
                    for (int source = 1; source <= SOURCES; source++) {
                        for (int stream = 1; stream <= 5; stream++) {
                            long micros = start.plus(hour, ChronoUnit.HOURS).getEpochSecond() * 1_000_000;
                            row(hours.row(29).micros(micros), source, stream, 2000);
                        }
                    }
                }
                for (int source = 1; source <= SOURCES; source++) {
                    for (int stream = 1; stream <= 5; stream++) {
                        row(whole.row(29).date(start.atZone(ZoneId.of("UTC")).toLocalDate()), source, stream, 48_000);
                    }
                }
                Database.copy(h, "kpi.quality_hour" + COLUMNS.formatted("hour"), hours);
                Database.copy(h, "kpi.quality_day" + COLUMNS.formatted("day"), whole);
            });
        }
        String counts = " SELECT b, 'ms', g, l, m, d, s, 300, 20 FROM generate_series(%s) AS b,"
                + " (SELECT DISTINCT g, CASE WHEN g & 1 > 0 THEN location ELSE '' END AS l,"
                + " CASE WHEN g & 2 > 0 THEN media ELSE '' END AS m, CASE WHEN g & 4 > 0 THEN direction ELSE '' END AS d,"
                + " CASE WHEN g & 8 > 0 THEN server ELSE '' END AS s"
                + " FROM raw.source, raw.stream, generate_series(0, 15) AS g) AS x";
        String first = end.minus(days, ChronoUnit.DAYS).toString();
        database.useTransaction(h -> {
            h.execute("INSERT INTO kpi.call_count_hour"
                    + counts.formatted("TIMESTAMPTZ '" + first + "', TIMESTAMPTZ '" + end.minusSeconds(1)
                            + "', INTERVAL '1 hour'"));
            h.execute("INSERT INTO kpi.call_count_day"
                    + counts.formatted("TIMESTAMP '" + first.substring(0, 10) + "', TIMESTAMP '"
                                    + end.minusSeconds(1).toString().substring(0, 10) + "', INTERVAL '1 day'")
                            .replace("SELECT b,", "SELECT b::date,"));
        });
    }

    private void row(CopyRows rows, int source, int stream, int samples) {
        rows.int4(source)
                .int2(stream)
                .int8(samples)
                .int8(samples / 10)
                .int8(490L * samples)
                .int8(5L * samples)
                .int8(5L * samples)
                .int8(490L * samples);
        measure(rows, samples, 4_300_000, 0.06);
        measure(rows, samples, 10_000_000, 0.5);
        measure(rows, samples, 6_000, 0.4);
        measure(rows, samples, 50_000, 0.3);
    }

    /** One of some distributions made before: hundreds of thousands of rows need not all be different. */
    private void measure(CopyRows rows, int samples, int middle, double spread) {
        List<Measure> known = measures.computeIfAbsent(List.of(samples, middle), k -> new ArrayList<>());
        if (known.size() < VARIANTS) {
            known.add(make(samples, middle, spread));
        }
        Measure one = known.get(random.nextInt(known.size()));
        rows.int8(samples)
                .int8(one.sum())
                .int4(one.least())
                .int4(one.greatest())
                .bytes(one.histogram());
    }

    /** Values that lie around the middle one in the manner of a log-normal distribution. */
    private Measure make(int samples, int middle, double spread) {
        Histogram histogram = new Histogram();
        long sum = 0;
        int least = Integer.MAX_VALUE;
        int greatest = 0;
        for (int i = 0; i < 500; i++) {
            int value = (int) (middle * Math.exp(random.nextGaussian() * spread));
            histogram.add(HistogramBuckets.of(value), samples / 500);
            sum += (long) value * (samples / 500);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return new Measure(sum, least, greatest, histogram.toBytes());
    }
}
