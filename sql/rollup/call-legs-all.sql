-- purpose: legs of all calls that kpi.call_leg_hour knows, as if none had been counted: for days of another time zone
-- parameters: none
-- plan: scan of kpi.call_leg_hour; rare
CREATE TEMPORARY TABLE rollup_call_leg ON COMMIT DROP AS
SELECT hour, call_key, dataset, source_key::bigint * 16 + stream AS leg, true AS gone,
       0::bigint AS old_samples, 0::bigint AS old_bad, samples AS new_samples, bad_samples AS new_bad
  FROM kpi.call_leg_hour
  JOIN raw.source USING (source_key)
