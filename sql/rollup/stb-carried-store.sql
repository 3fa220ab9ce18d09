-- purpose: stores the carried readings that are new
-- parameters: none; reads rollup_carried
-- plan: scan of rollup_carried
INSERT INTO kpi.stb_counter (day, device_key, interface, at, carried,
    received_bytes, received_packets, received_errors, received_discards, received_multicast, sent_bytes,
    sent_packets, sent_errors, speed_mbps, duplex)
SELECT day, device_key, interface, at, true,
       received_bytes, received_packets, received_errors, received_discards, received_multicast, sent_bytes,
       sent_packets, sent_errors, speed_mbps, duplex
  FROM rollup_carried
