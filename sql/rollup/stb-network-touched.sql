-- purpose: the hours to compute anew: those of new readings, of the readings after them and after new carried ones
-- parameters: none; reads rollup_reading and rollup_carried
-- plan: one probe of kpi.stb_counter's primary key a reading
CREATE TEMPORARY TABLE rollup_touched_hour ON COMMIT DROP AS
SELECT device_key, interface, day, date_bin('1 hour', at, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS hour
  FROM rollup_reading
 UNION
SELECT r.device_key, r.interface, r.day, date_bin('1 hour', n.at, TIMESTAMPTZ '2000-01-01 00:00:00Z')
  FROM (SELECT day, device_key, interface, at FROM rollup_reading
         UNION ALL
        SELECT day, device_key, interface, at FROM rollup_carried) AS r
 CROSS JOIN LATERAL (
       SELECT c.at
         FROM kpi.stb_counter AS c
        WHERE c.device_key = r.device_key AND c.interface = r.interface AND c.day = r.day AND c.at > r.at
        ORDER BY c.at
        LIMIT 1) AS n
