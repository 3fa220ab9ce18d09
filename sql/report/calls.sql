-- title: Calls
-- purpose: one row a call, worst first; who took part is looked up for the rows of the page only
-- plan: the period's partitions of kpi.call_leg_hour, hash aggregate by call, top-n sort; identities by primary key in the partitions of each call's days
-- param: from instant
-- param: to instant
-- param: granularity choice default=hour values=hour,day
-- param: zone zone
-- param: dataset dataset values=ms,ui
-- param: location text
-- param: media choice values=audio,video,network
-- param: direction choice values=local,remote,both
-- param: server text
-- param: sort sort default=mosMean,-lossRatioMean values=mosMean,mosMin,lossRatioMean,jitterMsMean,jitterMsMax,rttMsMean,rttMsMax,badSampleRatio,startedAt,endedAt,durationS,samples
-- column: bucket unit=instant source=time title="Start of the hour or day in which it began"
-- column: ref unit=name source=key title="Opaque reference for GET /calls/{ref}"
-- column: dataset unit=name source=tag title="ms: seen by the media server, ui: by the user interface"
-- column: sessionId unit=name source=tag person=true title="Session"
-- column: conversationId unit=name source=tag person=true title="Conversation"
-- column: agent unit=name source=event person=true title="Agents"
-- column: customer unit=name source=event person=true title="Customers"
-- column: startedAt unit=instant source=time title="First measurement in the period; GET /calls/{ref} counts events too"
-- column: endedAt unit=instant source=time title="Last measurement in the period; GET /calls/{ref} counts events too"
-- column: durationS unit=s source=time title="Time between these measurements"
-- column: legs unit=legs source=count title="Places where it was measured"
-- column: samples unit=samples source=count title="Measurements"
-- column: mosMean unit=1 source="ITU-T P.800.1" title="Reported MOS, mean of the samples"
-- column: mosMin unit=1 source="ITU-T P.800.1" title="Reported MOS, least"
-- column: mosMax unit=1 source="ITU-T P.800.1" title="Reported MOS, greatest"
-- column: mosEstimatedMean unit=1 source="ITU-T G.107" title="MOS estimated where none was reported, mean of the samples"
-- column: mosFormula unit=name source=setting title="Formula of the estimate"
-- column: lossRatioMean unit=ratio source="RFC 3550" title="Packet loss ratio of the whole call"
-- column: jitterMsMean unit=ms source="RFC 3550" title="Interarrival jitter, mean of the samples"
-- column: jitterMsMax unit=ms source="RFC 3550" title="Interarrival jitter, greatest"
-- column: rttMsMean unit=ms source="RFC 3550" title="Round-trip time, mean of the samples"
-- column: rttMsMax unit=ms source="RFC 3550" title="Round-trip time, greatest"
-- column: packets unit=packets source=message title="Packets sent (local) or received (remote)"
-- column: packetsLost unit=packets source=message title="Packets lost"
-- column: bytes unit=bytes source=message title="Bytes sent (local, network) or received (remote)"
-- column: badSampleRatio unit=ratio source=setting title="Share of bad samples"

WITH allowed AS (
    -- Calls of the customers that a client is limited to, and of nobody else's. Days beyond the period: who takes part is
    -- told when a call begins.
    SELECT i.call_key
    FROM {identity}.participant i
    WHERE i.role = 'customer' AND i.day BETWEEN :fromDay::date - 7 AND :toDay::date + 1
      AND i.call_key IN (SELECT t.call_key
                         FROM {identity}.participant t
                         WHERE t.role = 'customer' AND t.external_id = ANY (:customers::text[])
                           AND t.day BETWEEN :fromDay::date - 7 AND :toDay::date + 1)
    GROUP BY i.call_key
    HAVING bool_and(i.external_id = ANY (:customers::text[]))
), summary AS (
    SELECT s.dataset,
           q.call_key,
           min(q.first_at) AS "startedAt",
           max(q.last_at) AS "endedAt",
           extract(epoch FROM max(q.last_at) - min(q.first_at))::float8 AS "durationS",
           count(DISTINCT q.source_key) AS legs,
           sum(q.samples)::bigint AS samples,
           sum(q.mos_sum)::float8 / (nullif(sum(q.mos_n), 0) * 1e6::float8) AS "mosMean",
           min(q.mos_min) / 1e6::float8 AS "mosMin",
           max(q.mos_max) / 1e6::float8 AS "mosMax",
           sum(q.mos_estimated_sum)::float8 / (nullif(sum(q.mos_estimated_n), 0) * 1e6::float8) AS "mosEstimatedMean",
           CASE WHEN sum(q.mos_estimated_n) > 0 THEN :mosFormula END AS "mosFormula",
           sum(q.loss_lost)::float8 / nullif(sum(q.loss_total), 0) AS "lossRatioMean",
           sum(q.jitter_sum)::float8 / (nullif(sum(q.jitter_n), 0) * 1e3::float8) AS "jitterMsMean",
           max(q.jitter_max) / 1e3::float8 AS "jitterMsMax",
           sum(q.rtt_sum)::float8 / (nullif(sum(q.rtt_n), 0) * 1e3::float8) AS "rttMsMean",
           max(q.rtt_max) / 1e3::float8 AS "rttMsMax",
           sum(q.packets)::bigint AS packets,
           sum(q.packets_lost)::bigint AS "packetsLost",
           sum(q.bytes) AS bytes,
           sum(q.bad_samples)::float8 / nullif(sum(q.samples), 0) AS "badSampleRatio"
    FROM kpi.call_leg_hour q
    JOIN raw.source s USING (source_key)
    JOIN raw.stream t USING (stream)
    WHERE q.hour >= :from AND q.hour < :to
      AND s.dataset = :dataset
      AND (:location::text IS NULL OR s.location = :location)
      AND (:server::text IS NULL OR s.server = :server)
      AND (:media::text IS NULL OR t.media = :media)
      AND (:direction::text IS NULL OR t.direction = :direction)
      AND (:customers::text[] IS NULL OR q.call_key IN (SELECT call_key FROM allowed))
    GROUP BY s.dataset, q.call_key
), page AS MATERIALIZED (
    SELECT *, ("startedAt" AT TIME ZONE 'UTC')::date AS first_day, ("endedAt" AT TIME ZONE 'UTC')::date AS last_day
    FROM summary
    ORDER BY {order}, call_key
    LIMIT :limit OFFSET :offset
)
SELECT date_trunc(:granularity, p."startedAt", :zone) AS bucket,
       '~' || to_hex(p.call_key) || '.' || to_char(p.first_day, 'YYYYMMDD') AS ref,
       p.dataset,
       coalesce(c.session_id, '***') AS "sessionId",
       CASE WHEN c.session_id IS NULL THEN '***' ELSE c.conversation_id END AS "conversationId",
       CASE WHEN c.session_id IS NULL THEN '***' ELSE w.agent END AS agent,
       CASE WHEN c.session_id IS NULL THEN '***' ELSE w.customer END AS customer,
       p."startedAt",
       p."endedAt",
       p."durationS",
       p.legs,
       p.samples,
       p."mosMean",
       p."mosMin",
       p."mosMax",
       p."mosEstimatedMean",
       p."mosFormula",
       p."lossRatioMean",
       p."jitterMsMean",
       p."jitterMsMax",
       p."rttMsMean",
       p."rttMsMax",
       p.packets,
       p."packetsLost",
       p.bytes,
       p."badSampleRatio"
FROM page p
LEFT JOIN LATERAL (
    SELECT i.session_id, i.conversation_id
    FROM {identity}.call i
    WHERE i.call_key = p.call_key AND i.day BETWEEN p.first_day AND p.last_day
    ORDER BY i.conversation_id IS NULL, i.day
    LIMIT 1) c ON true
LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT i.external_id, ', ') FILTER (WHERE i.role = 'agent') AS agent,
           string_agg(DISTINCT i.external_id, ', ') FILTER (WHERE i.role = 'customer') AS customer
    FROM {identity}.participant i
    WHERE i.call_key = p.call_key AND i.day BETWEEN p.first_day AND p.last_day) w ON true
ORDER BY {order}, call_key
