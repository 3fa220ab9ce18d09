-- purpose: merges rollup_count into kpi.call_count_hour
-- parameters: none
-- plan: one index probe a row
INSERT INTO kpi.call_count_hour AS c (hour, dataset, "grouping", location, media, direction, server, calls, bad_calls)
SELECT bucket, dataset, "grouping", location, media, direction, server, calls, bad_calls
  FROM rollup_count
    ON CONFLICT (hour, dataset, "grouping", location, media, direction, server) DO UPDATE SET
       calls = c.calls + excluded.calls,
       bad_calls = c.bad_calls + excluded.bad_calls
