-- purpose: adds what a chunk knows of calls to kpi.call_leg_hour
-- parameters: none; reads rollup_leg
-- plan: scan of rollup_leg in the order of the primary key, one index probe a row
INSERT INTO kpi.call_leg_hour AS l (hour, call_key, source_key, stream, first_at, last_at,
    samples, bad_samples, packets, packets_lost, loss_lost, loss_total, bytes, mos_n, mos_sum, mos_min, mos_max,
    mos_estimated_n, mos_estimated_sum, mos_estimated_min, mos_estimated_max, jitter_n, jitter_sum, jitter_min,
    jitter_max, rtt_n, rtt_sum, rtt_min, rtt_max)
SELECT hour, call_key, source_key, stream, first_at, last_at,
       samples, bad_samples, packets, packets_lost, loss_lost,
       CASE WHEN stream IN (2, 4) THEN loss_packets + loss_lost ELSE loss_packets END, bytes, mos_n, mos_sum,
       mos_min, mos_max, mos_estimated_n, mos_estimated_sum, mos_estimated_min, mos_estimated_max, jitter_n,
       jitter_sum, jitter_min, jitter_max, rtt_n, rtt_sum, rtt_min, rtt_max
  FROM rollup_leg
 WHERE call_key IS NOT NULL
 ORDER BY call_key, hour, source_key, stream
    ON CONFLICT (call_key, hour, source_key, stream) DO UPDATE SET
       first_at = least(l.first_at, excluded.first_at),
       last_at = greatest(l.last_at, excluded.last_at),
       samples = l.samples + excluded.samples,
       bad_samples = l.bad_samples + excluded.bad_samples,
       packets = coalesce(l.packets + excluded.packets, l.packets, excluded.packets),
       packets_lost = coalesce(l.packets_lost + excluded.packets_lost, l.packets_lost, excluded.packets_lost),
       loss_lost = coalesce(l.loss_lost + excluded.loss_lost, l.loss_lost, excluded.loss_lost),
       loss_total = coalesce(l.loss_total + excluded.loss_total, l.loss_total, excluded.loss_total),
       bytes = coalesce(l.bytes + excluded.bytes, l.bytes, excluded.bytes),
       mos_n = l.mos_n + excluded.mos_n,
       mos_sum = coalesce(l.mos_sum + excluded.mos_sum, l.mos_sum, excluded.mos_sum),
       mos_min = least(l.mos_min, excluded.mos_min),
       mos_max = greatest(l.mos_max, excluded.mos_max),
       mos_estimated_n = l.mos_estimated_n + excluded.mos_estimated_n,
       mos_estimated_sum = coalesce(l.mos_estimated_sum + excluded.mos_estimated_sum, l.mos_estimated_sum, excluded.mos_estimated_sum),
       mos_estimated_min = least(l.mos_estimated_min, excluded.mos_estimated_min),
       mos_estimated_max = greatest(l.mos_estimated_max, excluded.mos_estimated_max),
       jitter_n = l.jitter_n + excluded.jitter_n,
       jitter_sum = coalesce(l.jitter_sum + excluded.jitter_sum, l.jitter_sum, excluded.jitter_sum),
       jitter_min = least(l.jitter_min, excluded.jitter_min),
       jitter_max = greatest(l.jitter_max, excluded.jitter_max),
       rtt_n = l.rtt_n + excluded.rtt_n,
       rtt_sum = coalesce(l.rtt_sum + excluded.rtt_sum, l.rtt_sum, excluded.rtt_sum),
       rtt_min = least(l.rtt_min, excluded.rtt_min),
       rtt_max = greatest(l.rtt_max, excluded.rtt_max)
