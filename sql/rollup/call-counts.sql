-- purpose: changes of distinct calls by bucket and each of the 16 groupings, as rows of rollup_count
-- parameters: <bucket> expression on hour; <old> condition on legs that were counted; <where> condition on legs;
--   <percent> share of bad samples from which a call is bad
-- plan: sorted aggregate by call; then a call is one of few sets of legs, and only these are expanded into groupings
CREATE TEMPORARY TABLE rollup_count ON COMMIT DROP AS
WITH call AS (
    SELECT <bucket> AS bucket, dataset,
           array_agg(DISTINCT leg) FILTER (WHERE <old>)            AS old_legs,
           sum(old_bad) * 100 >= <percent> * sum(old_samples)      AS old_bad,
           array_agg(DISTINCT leg) FILTER (WHERE new_samples > 0)  AS new_legs,
           sum(new_bad) * 100 >= <percent> * sum(new_samples)      AS new_bad
      FROM rollup_call_leg
     WHERE <where>
     GROUP BY call_key, 1, dataset),
alike AS (
    SELECT bucket, dataset, old_legs, old_bad, new_legs, new_bad, count(*) AS n
      FROM call
     GROUP BY bucket, dataset, old_legs, old_bad, new_legs, new_bad),
change AS (
    SELECT bucket, dataset, legs, sum(sign * n) AS calls, sum(sign * n) FILTER (WHERE bad) AS bad_calls
      FROM alike
     CROSS JOIN LATERAL (VALUES (old_legs, old_bad, -1), (new_legs, new_bad, 1)) AS v (legs, bad, sign)
     WHERE legs IS NOT NULL
     GROUP BY bucket, dataset, legs),
legs AS (
    SELECT DISTINCT legs FROM change),
expanded AS (
    SELECT DISTINCT legs, g,
           CASE WHEN g & 1 = 0 THEN '' ELSE s.location END  AS location,
           CASE WHEN g & 2 = 0 THEN '' ELSE t.media END     AS media,
           CASE WHEN g & 4 = 0 THEN '' ELSE t.direction END AS direction,
           CASE WHEN g & 8 = 0 THEN '' ELSE s.server END    AS server
      FROM legs
     CROSS JOIN LATERAL unnest(legs) AS u (leg)
      JOIN raw.source AS s ON s.source_key = u.leg / 16
      JOIN raw.stream AS t ON t.stream = u.leg % 16
     CROSS JOIN generate_series(0, 15) AS g)
SELECT bucket, dataset, g AS "grouping", location, media, direction, server,
       sum(calls)::bigint AS calls, coalesce(sum(bad_calls), 0)::bigint AS bad_calls
  FROM change
  JOIN expanded USING (legs)
 GROUP BY bucket, dataset, g, location, media, direction, server
HAVING sum(calls) <> 0 OR coalesce(sum(bad_calls), 0) <> 0
