-- purpose: quality of each stream of each leg of a call
-- parameters: key; from, to: time in which its records lie
-- plan: BRIN of raw.measurement by call_key in the partitions of its days; primary key of kpi.call_leg_hour
-- Raw rows are newer than KPIs, KPIs outlive raw rows: whichever has seen more of the call is taken.
WITH measured AS (
    SELECT source_key, stream, min(at) AS first_at, max(at) AS last_at, count(*) AS samples,
           count(*) FILTER (WHERE bad) AS bad_samples,
           sum(packets) AS packets, sum(packets_lost) AS packets_lost,
           sum(packets_lost) FILTER (WHERE packets IS NOT NULL) AS loss_lost,
           sum(packets + CASE WHEN stream IN (2, 4) THEN packets_lost ELSE 0 END) FILTER (WHERE packets_lost IS NOT NULL) AS loss_total,
           sum(bytes) AS bytes,
           count(mos_micro) AS mos_n, sum(mos_micro) AS mos_sum, min(mos_micro) AS mos_min, max(mos_micro) AS mos_max,
           count(mos_estimated_micro) AS mos_estimated_n, sum(mos_estimated_micro) AS mos_estimated_sum,
           count(jitter_us) AS jitter_n, sum(jitter_us) AS jitter_sum, max(jitter_us) AS jitter_max,
           count(rtt_us) AS rtt_n, sum(rtt_us) AS rtt_sum, max(rtt_us) AS rtt_max
    FROM raw.measurement
    WHERE call_key = :key AND at >= :from AND at < :to
    GROUP BY source_key, stream
), counted AS (
    SELECT source_key, stream, min(first_at), max(last_at), sum(samples)::bigint AS samples, sum(bad_samples)::bigint,
           sum(packets)::bigint, sum(packets_lost)::bigint, sum(loss_lost), sum(loss_total), sum(bytes),
           sum(mos_n)::bigint, sum(mos_sum), min(mos_min), max(mos_max),
           sum(mos_estimated_n)::bigint, sum(mos_estimated_sum),
           sum(jitter_n)::bigint, sum(jitter_sum), max(jitter_max),
           sum(rtt_n)::bigint, sum(rtt_sum), max(rtt_max)
    FROM kpi.call_leg_hour
    WHERE call_key = :key AND hour >= :from AND hour < :to
    GROUP BY source_key, stream
), fuller AS (
    SELECT coalesce((SELECT sum(samples) FROM measured), 0) >= coalesce((SELECT sum(samples) FROM counted), 0) AS raw
), taken AS (
    SELECT * FROM measured WHERE (SELECT raw FROM fuller)
    UNION ALL
    SELECT * FROM counted WHERE NOT (SELECT raw FROM fuller)
)
SELECT q.source_key,
       s.location,
       s.dataset,
       s.server,
       t.media,
       CASE t.direction WHEN 'local' THEN 'sent' WHEN 'remote' THEN 'received' ELSE t.direction END AS direction,
       q.first_at,
       q.last_at,
       q.samples,
       q.packets,
       q.packets_lost,
       q.bytes,
       q.mos_sum::float8 / (nullif(q.mos_n, 0) * 1e6::float8) AS mos_mean,
       q.mos_min / 1e6::float8 AS mos_min,
       q.mos_max / 1e6::float8 AS mos_max,
       q.mos_estimated_sum::float8 / (nullif(q.mos_estimated_n, 0) * 1e6::float8) AS mos_estimated_mean,
       q.jitter_sum::float8 / (nullif(q.jitter_n, 0) * 1e3::float8) AS jitter_ms_mean,
       q.jitter_max / 1e3::float8 AS jitter_ms_max,
       q.loss_lost::float8 / nullif(q.loss_total, 0) AS loss_ratio,
       q.rtt_sum::float8 / (nullif(q.rtt_n, 0) * 1e3::float8) AS rtt_ms_mean,
       q.rtt_max / 1e3::float8 AS rtt_ms_max,
       q.bad_samples::float8 / nullif(q.samples, 0) AS bad_sample_ratio
FROM taken q
JOIN raw.source s USING (source_key)
JOIN raw.stream t USING (stream)
ORDER BY s.dataset, s.location, s.server, q.stream
