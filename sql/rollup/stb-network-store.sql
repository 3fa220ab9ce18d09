-- purpose: computes the hours of rollup_touched_hour from the counter readings, wholly
-- parameters: none
-- plan: one range scan and one probe of kpi.stb_counter's primary key an hour; window over each hour's few readings
-- A difference belongs to the hour of its later reading and is null when either reading lacks the counter. A counter that
-- went down was restarted: its new value is the difference. Each counter is judged alone: one that merely wrapped must
-- not make the totals of the others count as new.
WITH reading AS (
    SELECT t.hour, false AS counted, p.*
      FROM rollup_touched_hour AS t
     CROSS JOIN LATERAL (
           SELECT c.*
             FROM kpi.stb_counter AS c
            WHERE c.device_key = t.device_key AND c.interface = t.interface AND c.day = t.day AND c.at < t.hour
            ORDER BY c.at DESC
            LIMIT 1) AS p
     UNION ALL
    SELECT t.hour, true, c.*
      FROM rollup_touched_hour AS t
     CROSS JOIN LATERAL (
           SELECT c.*
             FROM kpi.stb_counter AS c
            WHERE c.device_key = t.device_key AND c.interface = t.interface AND c.day = t.day
              AND c.at >= t.hour AND c.at < t.hour + INTERVAL '1 hour') AS c),
difference AS (
        SELECT hour, counted, device_key, interface, lower(duplex) = 'half' AS half,
               1000000::numeric * nullif(greatest(speed_mbps, 0), 0) AS speed_bps,
               extract(epoch FROM at - lag(at) OVER w) AS seconds,
               CASE WHEN received_bytes >= lag(received_bytes) OVER w THEN received_bytes::numeric - lag(received_bytes) OVER w
                    WHEN received_bytes < lag(received_bytes) OVER w THEN received_bytes END AS received_bytes,
               CASE WHEN received_packets >= lag(received_packets) OVER w THEN received_packets::numeric - lag(received_packets) OVER w
                    WHEN received_packets < lag(received_packets) OVER w THEN received_packets END AS received_packets,
               CASE WHEN received_errors >= lag(received_errors) OVER w THEN received_errors::numeric - lag(received_errors) OVER w
                    WHEN received_errors < lag(received_errors) OVER w THEN received_errors END AS received_errors,
               CASE WHEN received_discards >= lag(received_discards) OVER w THEN received_discards::numeric - lag(received_discards) OVER w
                    WHEN received_discards < lag(received_discards) OVER w THEN received_discards END AS received_discards,
               CASE WHEN received_multicast >= lag(received_multicast) OVER w THEN received_multicast::numeric - lag(received_multicast) OVER w
                    WHEN received_multicast < lag(received_multicast) OVER w THEN received_multicast END AS received_multicast,
               CASE WHEN sent_bytes >= lag(sent_bytes) OVER w THEN sent_bytes::numeric - lag(sent_bytes) OVER w
                    WHEN sent_bytes < lag(sent_bytes) OVER w THEN sent_bytes END AS sent_bytes,
               CASE WHEN sent_packets >= lag(sent_packets) OVER w THEN sent_packets::numeric - lag(sent_packets) OVER w
                    WHEN sent_packets < lag(sent_packets) OVER w THEN sent_packets END AS sent_packets,
               CASE WHEN sent_errors >= lag(sent_errors) OVER w THEN sent_errors::numeric - lag(sent_errors) OVER w
                    WHEN sent_errors < lag(sent_errors) OVER w THEN sent_errors END AS sent_errors
          FROM reading
        WINDOW w AS (PARTITION BY hour, device_key, interface ORDER BY at)),
stored AS (
    INSERT INTO kpi.stb_network_hour AS h (hour, device_key, interface,
        reports, received_bytes, received_packets, received_errors, received_discards, received_multicast,
        sent_bytes, sent_packets, sent_errors, used_bits, capacity_bits)
    SELECT hour, device_key, interface, count(*),
           sum(received_bytes), sum(received_packets), sum(received_errors), sum(received_discards),
           sum(received_multicast), sum(sent_bytes), sum(sent_packets), sum(sent_errors),
           -- Nobody who leaves out the duplex mode is still on half duplex.
           sum(8 * CASE WHEN half THEN received_bytes + sent_bytes ELSE greatest(received_bytes, sent_bytes) END)
               FILTER (WHERE speed_bps * seconds * received_bytes * sent_bytes IS NOT NULL),
           sum(speed_bps * seconds) FILTER (WHERE received_bytes + sent_bytes IS NOT NULL)
      FROM difference
     WHERE counted
     GROUP BY hour, device_key, interface
     ORDER BY device_key, hour, interface
        ON CONFLICT (device_key, hour, interface) DO UPDATE SET
           reports = excluded.reports,
           received_bytes = excluded.received_bytes,
           received_packets = excluded.received_packets,
           received_errors = excluded.received_errors,
           received_discards = excluded.received_discards,
           received_multicast = excluded.received_multicast,
           sent_bytes = excluded.sent_bytes,
           sent_packets = excluded.sent_packets,
           sent_errors = excluded.sent_errors,
           used_bits = excluded.used_bits,
           capacity_bits = excluded.capacity_bits
    RETURNING hour)
INSERT INTO kpi.changed_hour
SELECT DISTINCT hour FROM stored
    ON CONFLICT DO NOTHING
