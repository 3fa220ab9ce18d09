-- purpose: whether there is any record of a call on a UTC day
-- parameters: key, day
-- plan: primary keys of identity.call and kpi.call_leg_hour; for what is not rolled up yet, the day's partitions by their BRIN indexes
SELECT EXISTS (SELECT FROM identity.call WHERE call_key = :key AND day = :day)
    OR EXISTS (SELECT FROM kpi.call_leg_hour
               WHERE call_key = :key
                 AND hour >= :day::timestamp AT TIME ZONE 'UTC' AND hour < (:day::date + 1)::timestamp AT TIME ZONE 'UTC')
    OR EXISTS (SELECT FROM raw.measurement
               WHERE call_key = :key
                 AND at >= :day::timestamp AT TIME ZONE 'UTC' AND at < (:day::date + 1)::timestamp AT TIME ZONE 'UTC')
    OR EXISTS (SELECT FROM raw.event
               WHERE call_key = :key
                 AND at >= :day::timestamp AT TIME ZONE 'UTC' AND at < (:day::date + 1)::timestamp AT TIME ZONE 'UTC')
