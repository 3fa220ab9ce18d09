-- purpose: histograms of the chosen measurements by hour, source and stream, packed as kpi.quality_hour holds them
-- parameters: <rows> condition on raw.measurement
-- plan: one scan, one hash aggregate with six sets; unpivoting the buckets and six scans were both slower
CREATE TEMPORARY TABLE rollup_histogram ON COMMIT DROP AS
SELECT hour,
       source_key,
       stream,
       string_agg(int2send(mos_bucket) || n, ''::bytea ORDER BY mos_bucket)         AS mos_histogram,
       string_agg(int2send(loss_bucket) || n, ''::bytea ORDER BY loss_bucket)       AS loss_histogram,
       string_agg(int2send(jitter_bucket) || n, ''::bytea ORDER BY jitter_bucket)   AS jitter_histogram,
       string_agg(int2send(rtt_bucket) || n, ''::bytea ORDER BY rtt_bucket)         AS rtt_histogram,
       string_agg(int2send(send_bucket) || n, ''::bytea ORDER BY send_bucket)       AS send_histogram,
       string_agg(int2send(receive_bucket) || n, ''::bytea ORDER BY receive_bucket) AS receive_histogram
  -- A set's row has null in the bucket of every other set, and string_agg passes over null.
  FROM (SELECT date_bin('1 hour', at, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS hour,
               source_key, stream, mos_bucket, loss_bucket, jitter_bucket, rtt_bucket, send_bucket, receive_bucket,
               int4send(count(*)::integer) AS n
          FROM raw.measurement
         WHERE <rows>
         GROUP BY 1, source_key, stream,
                  GROUPING SETS (mos_bucket, loss_bucket, jitter_bucket, rtt_bucket, send_bucket, receive_bucket)
       ) AS counted
 GROUP BY hour, source_key, stream
