-- purpose: the hours that make up a local day, as parts
-- parameters: <day>; <zone>; the bounds are loose, a local day lies well within them
-- plan: primary key of kpi.quality_hour
CREATE TEMPORARY TABLE rollup_part ON COMMIT DROP AS
SELECT DATE '<day>' AS bucket, source_key, stream,
       samples, bad_samples, packets, packets_lost, loss_lost, loss_total, bytes, bytes_received, mos_n, mos_sum,
       mos_min, mos_max, mos_estimated_n, mos_estimated_sum, mos_estimated_min, mos_estimated_max, loss_n, loss_sum,
       loss_min, loss_max, jitter_n, jitter_sum, jitter_min, jitter_max, rtt_n, rtt_sum, rtt_min, rtt_max, send_n,
       send_sum, send_min, send_max, receive_n, receive_sum, receive_min, receive_max, mos_histogram,
       loss_histogram, jitter_histogram, rtt_histogram, send_histogram, receive_histogram
  FROM kpi.quality_hour
 WHERE hour >= TIMESTAMPTZ '<day> 00:00:00Z' - INTERVAL '1 day'
   AND hour < TIMESTAMPTZ '<day> 00:00:00Z' + INTERVAL '2 days'
   AND (hour AT TIME ZONE '<zone>')::date = DATE '<day>'
