-- purpose: readings of interface counters from the chosen reports
-- parameters: <rows> condition on raw.stb_network
-- plan: one scan (BRIN bitmap when few of the pages are wanted), hash aggregate
-- Reports of one interface at the same instant are one reading with the greatest totals: whatever order they came in, the
-- outcome is the same.
CREATE TEMPORARY TABLE rollup_reading ON COMMIT DROP AS
SELECT (at AT TIME ZONE 'UTC')::date AS day, device_key, interface, at,
       max(received_bytes) AS received_bytes, max(received_packets) AS received_packets,
       max(received_errors) AS received_errors, max(received_discards) AS received_discards,
       max(received_multicast) AS received_multicast, max(sent_bytes) AS sent_bytes,
       max(sent_packets) AS sent_packets, max(sent_errors) AS sent_errors, max(speed_mbps) AS speed_mbps,
       max(duplex) AS duplex
  FROM raw.stb_network
 WHERE <rows>
 GROUP BY 1, 2, 3, 4
