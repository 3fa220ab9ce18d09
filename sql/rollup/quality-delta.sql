-- purpose: what a chunk adds to kpi.quality_hour, before it meets the rows that are there
-- parameters: none; reads rollup_leg and rollup_histogram
-- plan: hash aggregate of the legs
CREATE TEMPORARY TABLE rollup_part ON COMMIT DROP AS
SELECT quality.*,
       mos_histogram,
       loss_histogram,
       jitter_histogram,
       rtt_histogram,
       send_histogram,
       receive_histogram
  FROM (SELECT hour AS bucket,
               source_key,
               stream,
               sum(samples)::bigint           AS samples,
               sum(bad_samples)::bigint       AS bad_samples,
               sum(packets)::bigint           AS packets,
               sum(packets_lost)::bigint      AS packets_lost,
               sum(loss_lost)::bigint         AS loss_lost,
               -- Of remote streams (2, 4) packets are those received: sent were these and the lost ones.
               sum(CASE WHEN stream IN (2, 4) THEN loss_packets + loss_lost ELSE loss_packets END)::bigint AS loss_total,
               sum(bytes)                     AS bytes,
               sum(bytes_received)            AS bytes_received,
               sum(mos_n)::bigint             AS mos_n,
               sum(mos_sum)::bigint           AS mos_sum,
               min(mos_min)                   AS mos_min,
               max(mos_max)                   AS mos_max,
               sum(mos_estimated_n)::bigint   AS mos_estimated_n,
               sum(mos_estimated_sum)::bigint AS mos_estimated_sum,
               min(mos_estimated_min)         AS mos_estimated_min,
               max(mos_estimated_max)         AS mos_estimated_max,
               sum(loss_n)::bigint            AS loss_n,
               sum(loss_sum)::bigint          AS loss_sum,
               min(loss_min)                  AS loss_min,
               max(loss_max)                  AS loss_max,
               sum(jitter_n)::bigint          AS jitter_n,
               sum(jitter_sum)::bigint        AS jitter_sum,
               min(jitter_min)                AS jitter_min,
               max(jitter_max)                AS jitter_max,
               sum(rtt_n)::bigint             AS rtt_n,
               sum(rtt_sum)::bigint           AS rtt_sum,
               min(rtt_min)                   AS rtt_min,
               max(rtt_max)                   AS rtt_max,
               sum(send_n)::bigint            AS send_n,
               sum(send_sum)                  AS send_sum,
               min(send_min)                  AS send_min,
               max(send_max)                  AS send_max,
               sum(receive_n)::bigint         AS receive_n,
               sum(receive_sum)               AS receive_sum,
               min(receive_min)               AS receive_min,
               max(receive_max)               AS receive_max
          FROM rollup_leg
         GROUP BY hour, source_key, stream) AS quality
  -- A row without a single measured value has no histogram.
  LEFT JOIN rollup_histogram AS h
    ON h.hour = quality.bucket AND h.source_key = quality.source_key AND h.stream = quality.stream
