-- purpose: takes the rows that a chunk adds to out of kpi.quality_hour, as further parts
-- parameters: none; reads and extends rollup_part
-- plan: nested loop over the chunk's few hours, sources and streams; primary key of kpi.quality_hour
WITH taken AS (
    DELETE FROM kpi.quality_hour AS q
     USING rollup_part AS p
     WHERE q.hour = p.bucket AND q.source_key = p.source_key AND q.stream = p.stream
 RETURNING q.*)
INSERT INTO rollup_part (bucket, source_key, stream,
    samples, bad_samples, packets, packets_lost, loss_lost, loss_total, bytes, bytes_received, mos_n, mos_sum,
    mos_min, mos_max, mos_estimated_n, mos_estimated_sum, mos_estimated_min, mos_estimated_max, loss_n, loss_sum,
    loss_min, loss_max, jitter_n, jitter_sum, jitter_min, jitter_max, rtt_n, rtt_sum, rtt_min, rtt_max, send_n,
    send_sum, send_min, send_max, receive_n, receive_sum, receive_min, receive_max, mos_histogram, loss_histogram,
    jitter_histogram, rtt_histogram, send_histogram, receive_histogram)
SELECT hour, source_key, stream,
       samples, bad_samples, packets, packets_lost, loss_lost, loss_total, bytes, bytes_received, mos_n, mos_sum,
       mos_min, mos_max, mos_estimated_n, mos_estimated_sum, mos_estimated_min, mos_estimated_max, loss_n, loss_sum,
       loss_min, loss_max, jitter_n, jitter_sum, jitter_min, jitter_max, rtt_n, rtt_sum, rtt_min, rtt_max, send_n,
       send_sum, send_min, send_max, receive_n, receive_sum, receive_min, receive_max, mos_histogram,
       loss_histogram, jitter_histogram, rtt_histogram, send_histogram, receive_histogram
  FROM taken
