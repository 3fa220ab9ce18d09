-- purpose: calls and local days whose counts can change
-- parameters: <zone>; <also> further rows (hour, call_key)
-- plan: hash aggregate of rollup_leg
CREATE TEMPORARY TABLE rollup_touched_call ON COMMIT DROP AS
SELECT DISTINCT call_key, (hour AT TIME ZONE '<zone>')::date AS day
  FROM (SELECT hour, call_key FROM rollup_leg <also>) AS t
 WHERE call_key IS NOT NULL
