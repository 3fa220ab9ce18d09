-- purpose: whether anything that begins or ends within given days has still to be rolled up
-- parameters: first, next: days, the second exclusive
-- plan: raw.batch and kpi.changed_hour are small; primary keys
SELECT EXISTS (SELECT FROM raw.batch
               WHERE last_at >= :first::timestamp AT TIME ZONE 'UTC' AND first_at < :next::timestamp AT TIME ZONE 'UTC')
    OR EXISTS (SELECT FROM kpi.changed_hour
               WHERE hour >= :first::timestamp AT TIME ZONE 'UTC' AND hour < :next::timestamp AT TIME ZONE 'UTC')
    OR EXISTS (SELECT FROM kpi.call_count_day_change WHERE day >= :first::date AND day < :next::date)
