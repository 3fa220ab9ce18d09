-- purpose: whom records of some days name, each identifier once, as a notification of a breach needs them (Art. 34)
-- An address is that of a person at the far end of what a media server saw, at the near end of what a user interface saw; its port is not told.
-- parameters: first, next: UTC days, the second exclusive; server, dataset: null for any; boxes: set-top boxes too
-- plan: scans of the days' identity partitions, hash join with the days' calls of the sources, hash aggregate
WITH source AS (
    SELECT source_key, dataset
    FROM raw.source
    WHERE (:server::text IS NULL OR server = :server) AND (:dataset::text IS NULL OR dataset = :dataset)
), call AS (
    SELECT call_key
    FROM kpi.call_leg_hour
    WHERE hour >= :first::timestamp AT TIME ZONE 'UTC' AND hour < :next::timestamp AT TIME ZONE 'UTC'
      AND source_key IN (SELECT source_key FROM source)
    UNION
    SELECT call_key FROM identity.address
    WHERE day >= :first AND day < :next AND source_key IN (SELECT source_key FROM source)
    UNION
    SELECT call_key FROM raw.event
    WHERE at >= :first::timestamp AT TIME ZONE 'UTC' AND at < :next::timestamp AT TIME ZONE 'UTC'
      AND source_key IN (SELECT source_key FROM source)
), named AS (
    SELECT role AS kind, external_id AS value, day
    FROM identity.participant
    WHERE day >= :first AND day < :next AND call_key IN (SELECT call_key FROM call)
    UNION ALL
    SELECT 'ip', coalesce(substring(address FROM '^\[(.*)\](?::\d+)?$'), substring(address FROM '^([^:]*):\d+$'), address), day
    FROM (
        SELECT CASE dataset WHEN 'ui' THEN local_address ELSE remote_address END AS address, day
        FROM identity.address
        JOIN source USING (source_key)
        WHERE day >= :first AND day < :next
    ) AS person
    WHERE address <> ''
    UNION ALL
    SELECT 'device', device_id, day
    FROM identity.device
    WHERE :boxes AND day >= :first AND day < :next
)
SELECT kind, value, min(day) AS first_day, max(day) AS last_day
FROM named
GROUP BY kind, value
