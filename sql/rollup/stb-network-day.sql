-- purpose: interface counters of a local day from its hours
-- parameters: <day>; <zone>; the bounds are loose, a local day lies well within them
-- plan: scan of the day's partitions of kpi.stb_network_hour, hash aggregate
INSERT INTO kpi.stb_network_day (day, device_key, interface,
    reports, received_bytes, received_packets, received_errors, received_discards, received_multicast, sent_bytes,
    sent_packets, sent_errors, used_bits, capacity_bits)
SELECT DATE '<day>', device_key, interface,
       sum(reports), sum(received_bytes), sum(received_packets), sum(received_errors), sum(received_discards),
       sum(received_multicast), sum(sent_bytes), sum(sent_packets), sum(sent_errors), sum(used_bits),
       sum(capacity_bits)
  FROM kpi.stb_network_hour
 WHERE hour >= TIMESTAMPTZ '<day> 00:00:00Z' - INTERVAL '1 day'
   AND hour < TIMESTAMPTZ '<day> 00:00:00Z' + INTERVAL '2 days'
   AND (hour AT TIME ZONE '<zone>')::date = DATE '<day>'
 GROUP BY device_key, interface
