package org.tmcstats.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.tmcstats.quality.HistogramBuckets;
import org.tmcstats.store.Database;

/** Random samples, and the KPI tables that belong to them. */
final class Samples {
    /** One sample; lost and total are -1 where not known, mos likewise. */
    record Sample(
            Instant hour,
            String dataset,
            String location,
            String server,
            int stream,
            long call,
            int mos,
            int jitter,
            int lost,
            int total,
            boolean bad) {
        String media() {
            return stream < 3 ? "audio" : stream < 5 ? "video" : "network";
        }

        String direction() {
            return stream == 5 ? "both" : stream % 2 == 1 ? "local" : "remote";
        }
    }

    private Samples() {}

    static List<Sample> random(Random random, Instant first, int hours, int anHour) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < hours * anHour; i++) {
            boolean ms = random.nextInt(3) > 0;
            int stream = 1 + random.nextInt(5);
            int hour = random.nextInt(hours);
            int total = stream == 5 ? -1 : 1 + random.nextInt(300);
            samples.add(new Sample(
                    first.plusSeconds(3600L * hour),
                    ms ? "ms" : "ui",
                    (ms ? "mediaserver/" : "ui/") + (random.nextBoolean() ? "agent" : "customer"),
                    ms ? "server" + random.nextInt(2) : "endpoint",
                    stream,
                    hour / 3 + random.nextInt(4),
                    stream == 1 || stream == 3 ? 1_000_000 + random.nextInt(3_500_000) : -1,
                    random.nextInt(50_000),
                    total < 0 ? -1 : random.nextInt(total + 1),
                    total,
                    random.nextInt(5) == 0));
        }
        return samples;
    }

    /** Fills raw.source and the KPI tables; days are those of UTC. */
    static void store(Database database, List<Sample> samples) {
        TreeSet<String> days = new TreeSet<>();
        samples.forEach(s -> days.add(s.hour().toString().substring(0, 10)));
        days.forEach(day -> database.useTransaction(h -> h.execute("SELECT ops.ensure_day(?::date)", day)));
        database.useTransaction(h -> {
            h.execute("SET LOCAL timezone = 'UTC'");
            h.execute(
                    "CREATE TABLE sample (hour timestamptz, dataset text, location text, server text, stream smallint,"
                            + " call_key bigint, mos int, mos_bucket smallint, jitter int, jitter_bucket smallint, lost int,"
                            + " total int, loss int, loss_bucket smallint, bad boolean)");
            insert(h, samples);
            h.execute("INSERT INTO raw.source (dataset, location, server)"
                    + " SELECT DISTINCT dataset, location, server FROM sample");
            for (String grain : List.of("hour", "day")) {
                String key = grain.equals("hour") ? "hour" : "hour::date";
                h.execute("INSERT INTO kpi.quality_" + grain + " (" + grain + ", source_key, stream, samples,"
                        + " bad_samples, packets, packets_lost, loss_lost, loss_total, bytes,"
                        + " mos_n, mos_sum, mos_min, mos_max, mos_histogram, jitter_n, jitter_sum, jitter_min,"
                        + " jitter_max, jitter_histogram, loss_n, loss_sum, loss_min, loss_max, loss_histogram)"
                        + " SELECT " + key + ", source_key, stream, count(*), count(*) FILTER (WHERE bad), sum(total),"
                        + " sum(lost), sum(lost), sum(total), 100 * count(*)" + measure("mos") + measure("jitter")
                        + measure("loss") + " FROM sample s JOIN raw.source USING (dataset, location, server)"
                        + " GROUP BY 1, 2, 3");
                h.execute("INSERT INTO kpi.call_count_" + grain
                        + " SELECT k, dataset, g, l, m, d, s, count(*), count(*) FILTER (WHERE bad) FROM ("
                        + " SELECT DISTINCT k, dataset, g, call_key, bad,"
                        + " CASE WHEN g & 1 > 0 THEN location ELSE '' END AS l,"
                        + " CASE WHEN g & 2 > 0 THEN media ELSE '' END AS m,"
                        + " CASE WHEN g & 4 > 0 THEN direction ELSE '' END AS d,"
                        + " CASE WHEN g & 8 > 0 THEN server ELSE '' END AS s FROM (SELECT *, " + key + " AS k,"
                        + " count(*) FILTER (WHERE bad) OVER w >= 0.2 * count(*) OVER w AS bad FROM (SELECT"
                        + " hour, dataset, location, server, stream, call_key, bad FROM sample) x"
                        + " WINDOW w AS (PARTITION BY " + key + ", dataset, call_key)) y"
                        + "(hour, dataset, location, server, stream, call_key, sample_bad, k, bad)"
                        + " JOIN raw.stream USING (stream), generate_series(0, 15) g) z GROUP BY 1, 2, 3, 4, 5, 6, 7");
            }
            h.execute("INSERT INTO kpi.call_leg_hour (hour, call_key, source_key, stream, first_at, last_at, samples,"
                    + " bad_samples, packets, packets_lost, loss_lost, loss_total, mos_n, mos_sum, mos_min, mos_max,"
                    + " jitter_n, jitter_sum, jitter_min, jitter_max)"
                    + " SELECT hour, call_key, source_key, stream, hour, hour + interval '10 s', count(*),"
                    + " count(*) FILTER (WHERE bad), sum(total), sum(lost), sum(lost), sum(total),"
                    + " count(mos), sum(mos), min(mos), max(mos), count(jitter), sum(jitter), min(jitter), max(jitter)"
                    + " FROM sample JOIN raw.source USING (dataset, location, server) GROUP BY 1, 2, 3, 4");
        });
    }

    private static String measure(String name) {
        return ", count(" + name + "), sum(" + name + "), min(" + name + "), max(" + name + "),"
                // One pair a sample: valid, though the stored ones are put together.
                + " string_agg(int2send(" + name + "_bucket) || int4send(1), ''::bytea) FILTER (WHERE " + name
                + " IS NOT NULL)";
    }

    private static void insert(Handle h, List<Sample> samples) {
        PreparedBatch batch = h.prepareBatch("INSERT INTO sample VALUES (:hour, :dataset, :location, :server, :stream,"
                + " :call, :mos, :mosBucket, :jitter, :jitterBucket, :lost, :total, :loss, :lossBucket, :bad)");
        for (Sample s : samples) {
            Integer loss = s.total() < 0 ? null : (int) Math.round(1e9 * s.lost() / s.total());
            batch.bind("hour", s.hour())
                    .bind("dataset", s.dataset())
                    .bind("location", s.location())
                    .bind("server", s.server())
                    .bind("stream", s.stream())
                    .bind("call", s.call())
                    .bind("mos", s.mos() < 0 ? null : (Integer) s.mos())
                    .bind("mosBucket", s.mos() < 0 ? null : (Short) HistogramBuckets.of(s.mos()))
                    .bind("jitter", s.jitter())
                    .bind("jitterBucket", HistogramBuckets.of(s.jitter()))
                    .bind("lost", s.total() < 0 ? null : (Integer) s.lost())
                    .bind("total", s.total() < 0 ? null : (Integer) s.total())
                    .bind("loss", loss)
                    .bind("lossBucket", loss == null ? null : (Short) HistogramBuckets.of(loss))
                    .bind("bad", s.bad())
                    .add();
        }
        batch.execute();
    }
}
