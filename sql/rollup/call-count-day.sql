-- purpose: merges the pending changes of a local day into kpi.call_count_day
-- parameters: <day>
-- plan: scan of kpi.call_count_day_change, which holds what is pending only, hash aggregate, one index probe a row
WITH taken AS (
    DELETE FROM kpi.call_count_day_change WHERE day = DATE '<day>' RETURNING *)
INSERT INTO kpi.call_count_day AS c (day, dataset, "grouping", location, media, direction, server, calls, bad_calls)
SELECT day, dataset, "grouping", location, media, direction, server, sum(calls), sum(bad_calls)
  FROM taken
 GROUP BY day, dataset, "grouping", location, media, direction, server
    ON CONFLICT (day, dataset, "grouping", location, media, direction, server) DO UPDATE SET
       calls = c.calls + excluded.calls,
       bad_calls = c.bad_calls + excluded.bad_calls
