-- purpose: events and measurements of a call in time order, a page
-- parameters: key; from, to: time in which its records lie; after, rank: position of the last item of the page before; limit
-- plan: BRIN of raw.event and raw.measurement by call_key in the partitions of its days, sort; events' bodies once a call
WITH item AS (
    SELECT at, event_key, source_key, NULL::smallint AS stream, type, detail,
           NULL::integer AS packets, NULL::integer AS packets_lost, NULL::bigint AS bytes, NULL::integer AS mos_micro,
           NULL::integer AS mos_estimated_micro, NULL::integer AS loss_ppb, NULL::integer AS jitter_us,
           NULL::integer AS rtt_us, NULL::bigint AS send_bps, NULL::bigint AS receive_bps, NULL::boolean AS bad
    FROM raw.event
    WHERE call_key = :key AND at >= greatest(:from, :after) AND at < :to
    UNION ALL
    SELECT at, NULL, source_key, stream, NULL, NULL, packets, packets_lost, bytes, mos_micro, mos_estimated_micro,
           loss_ppb, jitter_us, rtt_us, send_bps, receive_bps, bad
    FROM raw.measurement
    WHERE call_key = :key AND at >= greatest(:from, :after) AND at < :to
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY at ORDER BY event_key NULLS LAST, source_key, stream) AS rank
    FROM item
), page AS (
    SELECT *
    FROM ranked
    WHERE (at, rank) > (:after, :rank)
    ORDER BY at, rank
    LIMIT :limit
)
SELECT p.at,
       p.rank,
       p.type,
       p.detail,
       -- Whether an event had more to say is not known any more once its day was redacted.
       CASE WHEN e.body IS NULL AND p.type IS NOT NULL AND g.day IS NOT NULL THEN '"***"' ELSE e.body END AS body,
       s.location,
       s.dataset,
       s.server,
       t.media,
       CASE t.direction WHEN 'local' THEN 'sent' WHEN 'remote' THEN 'received' ELSE t.direction END AS direction,
       p.packets,
       p.packets_lost,
       p.bytes,
       p.mos_micro / 1e6::float8 AS mos,
       p.mos_estimated_micro / 1e6::float8 AS mos_estimated,
       p.jitter_us / 1e3::float8 AS jitter_ms,
       p.loss_ppb / 1e9::float8 AS loss_ratio,
       p.rtt_us / 1e3::float8 AS rtt_ms,
       p.send_bps / 1e3::float8 AS send_kbps,
       p.receive_bps / 1e3::float8 AS receive_kbps,
       p.bad
FROM page p
JOIN raw.source s USING (source_key)
LEFT JOIN raw.stream t USING (stream)
LEFT JOIN (SELECT event_key, body
           FROM identity.event
           WHERE call_key = :key
             AND day BETWEEN (:from AT TIME ZONE 'UTC')::date AND (:to AT TIME ZONE 'UTC')::date) e USING (event_key)
LEFT JOIN (SELECT first_day AS day
           FROM ops.purged
           WHERE parent = 'identity.event'
             AND first_day BETWEEN (:from AT TIME ZONE 'UTC')::date AND (:to AT TIME ZONE 'UTC')::date) g
    ON g.day = (p.at AT TIME ZONE 'UTC')::date
ORDER BY p.at, p.rank
