-- purpose: legs of the touched calls over the whole of the touched days, as they were and as they will be
-- parameters: <zone>; <first>, <last> bounds of the hours that are looked at; <gone> condition on hours computed anew
-- plan: one range scan of kpi.call_leg_hour's primary key a call (OFFSET 0 keeps it that way), then a hash aggregate
CREATE TEMPORARY TABLE rollup_call_leg ON COMMIT DROP AS
SELECT hour, call_key, dataset, leg, gone,
       sum(old_samples)::bigint AS old_samples,
       sum(old_bad)::bigint     AS old_bad,
       sum(new_samples)::bigint AS new_samples,
       sum(new_bad)::bigint     AS new_bad
  FROM (SELECT b.hour, b.call_key, b.source_key, b.stream, <gone> AS gone,
               b.samples                                     AS old_samples,
               b.bad_samples                                 AS old_bad,
               CASE WHEN <gone> THEN 0 ELSE b.samples END     AS new_samples,
               CASE WHEN <gone> THEN 0 ELSE b.bad_samples END AS new_bad
          FROM rollup_touched_call AS t
         CROSS JOIN LATERAL (
               SELECT *
                 FROM kpi.call_leg_hour AS l
                WHERE l.call_key = t.call_key
                  AND l.hour BETWEEN TIMESTAMPTZ '<first>' AND TIMESTAMPTZ '<last>'
                  AND (l.hour AT TIME ZONE '<zone>')::date = t.day
               OFFSET 0) AS b
         UNION ALL
        SELECT hour, call_key, source_key, stream, <gone>, 0, 0, samples, bad_samples
          FROM rollup_leg
         WHERE call_key IS NOT NULL) AS part
  JOIN (SELECT source_key, stream, dataset, source_key::bigint * 16 + stream AS leg
          FROM raw.source CROSS JOIN raw.stream) AS s USING (source_key, stream)
 GROUP BY hour, call_key, dataset, leg, gone
