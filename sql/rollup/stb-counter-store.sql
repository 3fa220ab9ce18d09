-- purpose: adds the readings of rollup_reading to kpi.stb_counter
-- parameters: none
-- plan: scan of rollup_reading in the order of the primary key, one index probe a reading
INSERT INTO kpi.stb_counter AS c (day, device_key, interface, at, carried,
    received_bytes, received_packets, received_errors, received_discards, received_multicast, sent_bytes,
    sent_packets, sent_errors, speed_mbps, duplex)
SELECT day, device_key, interface, at, false,
       received_bytes, received_packets, received_errors, received_discards, received_multicast, sent_bytes,
       sent_packets, sent_errors, speed_mbps, duplex
  FROM rollup_reading
 ORDER BY device_key, interface, at, day
    ON CONFLICT (device_key, interface, at, day) DO UPDATE SET
       received_bytes = greatest(c.received_bytes, excluded.received_bytes),
       received_packets = greatest(c.received_packets, excluded.received_packets),
       received_errors = greatest(c.received_errors, excluded.received_errors),
       received_discards = greatest(c.received_discards, excluded.received_discards),
       received_multicast = greatest(c.received_multicast, excluded.received_multicast),
       sent_bytes = greatest(c.sent_bytes, excluded.sent_bytes),
       sent_packets = greatest(c.sent_packets, excluded.sent_packets),
       sent_errors = greatest(c.sent_errors, excluded.sent_errors),
       speed_mbps = greatest(c.speed_mbps, excluded.speed_mbps),
       duplex = greatest(c.duplex, excluded.duplex)
