-- purpose: for the days of rollup_reading and the next later day of the same boxes: the reading to carry over from before
-- parameters: none; a box has another device_key each day, identity.device tells which belong together
-- plan: nested loops by identity.device (device_id, day) and the primary key of kpi.stb_counter, nearest day first
CREATE TEMPORARY TABLE rollup_carried ON COMMIT DROP AS
WITH fresh AS (
    SELECT DISTINCT day, device_key, interface FROM rollup_reading),
known AS (
    SELECT f.day, f.device_key, f.interface, d.device_id
      FROM fresh AS f
      JOIN identity.device AS d ON d.device_key = f.device_key AND d.day = f.day),
wanted AS (
    SELECT day, device_key, interface, device_id FROM known
     UNION
    SELECT n.day, n.device_key, k.interface, k.device_id
      FROM known AS k
     CROSS JOIN LATERAL (
           SELECT d.day, d.device_key
             FROM identity.device AS d
            WHERE d.device_id = k.device_id
              AND d.day > k.day
              AND EXISTS (SELECT FROM kpi.stb_counter AS c
                           WHERE c.device_key = d.device_key AND c.interface = k.interface AND c.day = d.day)
            ORDER BY d.day
            LIMIT 1) AS n)
SELECT w.day, w.device_key, w.interface, p.at,
       p.received_bytes, p.received_packets, p.received_errors, p.received_discards, p.received_multicast,
       p.sent_bytes, p.sent_packets, p.sent_errors, p.speed_mbps, p.duplex
  FROM wanted AS w
 CROSS JOIN LATERAL (
       SELECT c.*
         FROM identity.device AS d
        CROSS JOIN LATERAL (
              SELECT c.*
                FROM kpi.stb_counter AS c
               WHERE c.device_key = d.device_key AND c.interface = w.interface AND c.day = d.day AND NOT c.carried
               ORDER BY c.at DESC
               LIMIT 1) AS c
        WHERE d.device_id = w.device_id
          AND d.day < w.day
        ORDER BY d.day DESC
        LIMIT 1) AS p
