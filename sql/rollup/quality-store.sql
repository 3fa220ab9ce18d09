-- purpose: stores the rows of rollup_quality, with normalised histograms where they had several parts
-- parameters: <table> kpi.quality_hour or kpi.quality_day; <bucket> its hour or day
-- plan: hash join of two temporary tables; the rows are known to be absent from the table
INSERT INTO <table> (<bucket>, source_key, stream,
    samples, bad_samples, packets, packets_lost, loss_lost, loss_total, bytes, bytes_received, mos_n, mos_sum,
    mos_min, mos_max, mos_estimated_n, mos_estimated_sum, mos_estimated_min, mos_estimated_max, loss_n, loss_sum,
    loss_min, loss_max, jitter_n, jitter_sum, jitter_min, jitter_max, rtt_n, rtt_sum, rtt_min, rtt_max, send_n,
    send_sum, send_min, send_max, receive_n, receive_sum, receive_min, receive_max, mos_histogram, loss_histogram,
    jitter_histogram, rtt_histogram, send_histogram, receive_histogram)
SELECT bucket, source_key, stream,
       samples, bad_samples, packets, packets_lost, loss_lost, loss_total, bytes, bytes_received, mos_n, mos_sum,
       mos_min, mos_max, mos_estimated_n, mos_estimated_sum, mos_estimated_min, mos_estimated_max, loss_n, loss_sum,
       loss_min, loss_max, jitter_n, jitter_sum, jitter_min, jitter_max, rtt_n, rtt_sum, rtt_min, rtt_max, send_n,
       send_sum, send_min, send_max, receive_n, receive_sum, receive_min, receive_max,
       CASE WHEN parts = 1 THEN q.mos_histogram ELSE m.mos_histogram END,
       CASE WHEN parts = 1 THEN q.loss_histogram ELSE m.loss_histogram END,
       CASE WHEN parts = 1 THEN q.jitter_histogram ELSE m.jitter_histogram END,
       CASE WHEN parts = 1 THEN q.rtt_histogram ELSE m.rtt_histogram END,
       CASE WHEN parts = 1 THEN q.send_histogram ELSE m.send_histogram END,
       CASE WHEN parts = 1 THEN q.receive_histogram ELSE m.receive_histogram END
  FROM rollup_quality AS q
  LEFT JOIN rollup_merged AS m USING (id)
