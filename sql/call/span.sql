-- purpose: who a call is, while that is known, and the time in which its records lie
-- parameters: key; first, last: days to look at
-- plan: primary keys of identity.call and kpi.call_leg_hour in the partitions of those days
-- Days of identities are complete, those of KPIs are as old as the last run: the wider of both.
SELECT i.session_id,
       i.conversation_id,
       least(i.first_at, k.first_at) AS from_at,
       greatest(i.last_at, k.last_at) AS to_at
FROM (SELECT max(session_id) AS session_id,
             max(conversation_id) AS conversation_id,
             min(day)::timestamp AT TIME ZONE 'UTC' AS first_at,
             (max(day) + 1)::timestamp AT TIME ZONE 'UTC' AS last_at
      FROM identity.call
      WHERE call_key = :key AND day BETWEEN :first AND :last) i
CROSS JOIN (SELECT min(hour) AS first_at, max(hour) + interval '1 hour' AS last_at
            FROM kpi.call_leg_hour
            WHERE call_key = :key
              AND hour >= :first::timestamp AT TIME ZONE 'UTC'
              AND hour < (:last::date + 1)::timestamp AT TIME ZONE 'UTC') k
WHERE i.first_at IS NOT NULL OR k.first_at IS NOT NULL
