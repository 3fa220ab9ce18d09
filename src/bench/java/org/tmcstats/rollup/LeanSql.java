package org.tmcstats.rollup;

import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The leanest statements that give an hour's aggregates when nothing is there yet and nothing will be added: no merging
 * with what was counted before, no batches, no days.
 */
final class LeanSql {
    private static final List<String> MEASURES =
            List.of("mos", "mos_estimated", "loss", "jitter", "rtt", "send", "receive");
    private static final List<String> HISTOGRAMS = List.of("mos", "loss", "jitter", "rtt", "send", "receive");
    private static final List<String> OF_CALLS = List.of("mos", "mos_estimated", "jitter", "rtt");
    private static final String HOUR = "date_bin('1 hour', at, TIMESTAMPTZ '2000-01-01 00:00:00Z')";

    private LeanSql() {}

    static void run(Handle h) {
        h.execute("CREATE TEMPORARY TABLE lean_leg ON COMMIT DROP AS SELECT " + HOUR
                + " AS hour, call_key, source_key, stream, min(at) AS first_at, max(at) AS last_at, count(*) AS samples,"
                + " count(*) FILTER (WHERE bad) AS bad_samples, sum(packets) AS packets, sum(packets_lost) AS packets_lost,"
                + " sum(packets_lost) FILTER (WHERE packets IS NOT NULL) AS loss_lost,"
                + " sum(CASE WHEN stream IN (2, 4) THEN packets + packets_lost ELSE packets END) FILTER (WHERE packets_lost IS NOT NULL) AS loss_total,"
                + " sum(bytes) AS bytes, sum(bytes_received) AS bytes_received, "
                + MEASURES.stream()
                        .map(m -> "count(c) AS m_n, sum(c) AS m_sum, min(c) AS m_min, max(c) AS m_max"
                                .replace("m_", m + "_")
                                .replace("(c)", "(" + column(m) + ")"))
                        .collect(Collectors.joining(", "))
                + " FROM raw.measurement GROUP BY 1, 2, 3, 4");
        h.execute("INSERT INTO public.call_leg_hour (hour, call_key, source_key, stream, first_at, last_at, samples,"
                + " bad_samples, packets, packets_lost, loss_lost, loss_total, bytes, "
                + columns(OF_CALLS)
                + ") SELECT hour, call_key, source_key, stream, first_at, last_at, samples, bad_samples, packets,"
                + " packets_lost, loss_lost, loss_total, bytes, "
                + columns(OF_CALLS)
                + " FROM lean_leg ORDER BY call_key, hour, source_key, stream");
        h.execute(
                "INSERT INTO public.quality_hour (hour, source_key, stream, samples, bad_samples, packets, packets_lost,"
                        + " loss_lost, loss_total, bytes, bytes_received, "
                        + columns(MEASURES) + ", " + String.join("_histogram, ", HISTOGRAMS) + "_histogram)"
                        + " SELECT * FROM (SELECT hour, source_key, stream, sum(samples), sum(bad_samples), sum(packets),"
                        + " sum(packets_lost), sum(loss_lost), sum(loss_total), sum(bytes), sum(bytes_received), "
                        + MEASURES.stream()
                                .map(m -> "sum(m_n), sum(m_sum), min(m_min), max(m_max)".replace("m_", m + "_"))
                                .collect(Collectors.joining(", "))
                        + " FROM lean_leg GROUP BY 1, 2, 3) AS q JOIN (SELECT hour, source_key, stream, "
                        + HISTOGRAMS.stream()
                                .map(m -> "string_agg(int2send(m_bucket) || n, ''::bytea ORDER BY m_bucket)"
                                        .replace("m_", m + "_"))
                                .collect(Collectors.joining(", "))
                        + " FROM (SELECT " + HOUR + " AS hour, source_key, stream, "
                        + String.join("_bucket, ", HISTOGRAMS)
                        + "_bucket, int4send(count(*)::integer) AS n FROM raw.measurement GROUP BY 1, 2, 3, GROUPING SETS ("
                        + String.join("_bucket, ", HISTOGRAMS) + "_bucket)) AS c GROUP BY 1, 2, 3) AS b"
                        + " USING (hour, source_key, stream)");
        h.execute("INSERT INTO public.call_count_hour"
                + " WITH call AS (SELECT hour, dataset, array_agg(source_key * 16 + stream ORDER BY source_key, stream) AS legs,"
                + " sum(bad_samples) * 100 >= 20 * sum(samples) AS bad FROM lean_leg JOIN raw.source USING (source_key)"
                + " GROUP BY call_key, hour, dataset),"
                + " alike AS (SELECT hour, dataset, legs, count(*) AS n, count(*) FILTER (WHERE bad) AS bad FROM call GROUP BY 1, 2, 3),"
                + " expanded AS (SELECT DISTINCT legs, g,"
                + " CASE WHEN g & 1 = 0 THEN '' ELSE s.location END AS location, CASE WHEN g & 2 = 0 THEN '' ELSE t.media END AS media,"
                + " CASE WHEN g & 4 = 0 THEN '' ELSE t.direction END AS direction, CASE WHEN g & 8 = 0 THEN '' ELSE s.server END AS server"
                + " FROM (SELECT DISTINCT legs FROM alike) AS l CROSS JOIN LATERAL unnest(legs) AS u (leg)"
                + " JOIN raw.source AS s ON s.source_key = leg / 16 JOIN raw.stream AS t ON t.stream = leg % 16"
                + " CROSS JOIN generate_series(0, 15) AS g)"
                + " SELECT hour, dataset, g, location, media, direction, server, sum(n), sum(bad)"
                + " FROM alike JOIN expanded USING (legs) GROUP BY 1, 2, 3, 4, 5, 6, 7");
    }

    static void plain(Handle h) {
        h.execute("CREATE TEMPORARY TABLE plain ON COMMIT DROP AS SELECT " + HOUR
                + " AS hour, source_key, stream, count(*), sum(packets) AS packets, sum(packets_lost) AS lost, "
                + MEASURES.stream()
                        .map(m -> "avg(c) AS m_avg, min(c) AS m_min, max(c) AS m_max"
                                .replace("m_", m + "_")
                                .replace("(c)", "(" + column(m) + ")"))
                        .collect(Collectors.joining(", "))
                + " FROM raw.measurement GROUP BY 1, 2, 3");
    }

    private static String columns(List<String> measures) {
        return measures.stream()
                .map(m -> "m_n, m_sum, m_min, m_max".replace("m_", m + "_"))
                .collect(Collectors.joining(", "));
    }

    private static String column(String measure) {
        return switch (measure) {
            case "loss" -> "loss_ppb";
            case "jitter", "rtt" -> measure + "_us";
            case "send", "receive" -> measure + "_bps";
            default -> measure + "_micro";
        };
    }
}
