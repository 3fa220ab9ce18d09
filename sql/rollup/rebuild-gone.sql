-- purpose: days of a range that have hourly aggregates but not all their raw rows any more
-- parameters: :from, :to
-- plan: one row a day; for each a look at the catalogue and at one row of each aggregate
SELECT to_char(d.day, 'YYYY-MM-DD')
  FROM generate_series((:from AT TIME ZONE 'UTC')::date, ((:to - INTERVAL '1 second') AT TIME ZONE 'UTC')::date,
                       INTERVAL '1 day') AS g (day)
 CROSS JOIN LATERAL (
       SELECT g.day::date AS day,
              greatest(g.day AT TIME ZONE 'UTC', :from) AS first,
              least((g.day + INTERVAL '1 day') AT TIME ZONE 'UTC', :to) AS next) AS d
 WHERE EXISTS (SELECT FROM raw.purged_day AS p WHERE p.day = d.day)
    OR to_regclass('raw.measurement_' || to_char(d.day, 'YYYYMMDD')) IS NULL
       AND EXISTS (SELECT FROM kpi.quality_hour WHERE hour >= d.first AND hour < d.next)
    OR to_regclass('raw.stb_media_' || to_char(d.day, 'YYYYMMDD')) IS NULL
       AND EXISTS (SELECT FROM kpi.stb_media_hour WHERE hour >= d.first AND hour < d.next)
    OR (to_regclass('raw.stb_network_' || to_char(d.day, 'YYYYMMDD')) IS NULL
        OR to_regclass('kpi.stb_counter_' || to_char(d.day, 'YYYYMMDD')) IS NULL)
       AND EXISTS (SELECT FROM kpi.stb_network_hour WHERE hour >= d.first AND hour < d.next)
 ORDER BY d.day
