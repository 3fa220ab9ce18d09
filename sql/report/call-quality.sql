-- title: Call quality
-- purpose: measurements by hour or day and any of location, media, direction, server; sums and counts are exact, histograms are put together for the percentiles
-- plan: the period's partitions in the order of their primary key, each row joined with raw.source and raw.stream (a few rows, memoized), incremental sort, grouped until the page is full; then the page's counts of calls by primary key
-- param: from instant
-- param: to instant
-- param: granularity choice default=hour values=hour,day
-- param: zone zone
-- param: dataset dataset values=ms,ui
-- param: groupBy list default=location,media,direction values=location,media,direction,dataset,server
-- param: location text
-- param: media choice values=audio,video,network
-- param: direction choice values=local,remote,both
-- param: server text
-- column: bucket unit=instant source=time title="Start of the hour or day"
-- column: dataset unit=name source=tag title="ms: seen by the media server, ui: by the user interface"
-- column: location unit=name source=tag by=location title="Where it was measured"
-- column: media unit=name source=message by=media title="audio, video or network"
-- column: direction unit=name source=message by=direction title="local: sent by the reporter, remote: received by it"
-- column: server unit=name source=feed by=server title="Feed it came through"
-- column: calls unit=calls source=count title="Distinct calls"
-- column: samples unit=samples source=count title="Measurements"
-- column: mosMean unit=1 source="ITU-T P.800.1" title="Reported MOS, mean of the samples"
-- column: mosMin unit=1 source="ITU-T P.800.1" title="Reported MOS, least"
-- column: mosMax unit=1 source="ITU-T P.800.1" title="Reported MOS, greatest"
-- column: mosP05 unit=1 source="ITU-T P.800.1" title="Reported MOS, 5th percentile" percentile=0.05 of=mos_histogram scale=1e-6 min=mosMin max=mosMax
-- column: mosP50 unit=1 source="ITU-T P.800.1" title="Reported MOS, 50th percentile" percentile=0.50 of=mos_histogram scale=1e-6 min=mosMin max=mosMax
-- column: mosP95 unit=1 source="ITU-T P.800.1" title="Reported MOS, 95th percentile" percentile=0.95 of=mos_histogram scale=1e-6 min=mosMin max=mosMax
-- column: mosP99 unit=1 source="ITU-T P.800.1" title="Reported MOS, 99th percentile" percentile=0.99 of=mos_histogram scale=1e-6 min=mosMin max=mosMax
-- column: jitterMsMean unit=ms source="RFC 3550" title="Interarrival jitter, mean of the samples"
-- column: jitterMsMin unit=ms source="RFC 3550" title="Interarrival jitter, least"
-- column: jitterMsMax unit=ms source="RFC 3550" title="Interarrival jitter, greatest"
-- column: jitterMsP05 unit=ms source="RFC 3550" title="Interarrival jitter, 5th percentile" percentile=0.05 of=jitter_histogram scale=1e-3 min=jitterMsMin max=jitterMsMax
-- column: jitterMsP50 unit=ms source="RFC 3550" title="Interarrival jitter, 50th percentile" percentile=0.50 of=jitter_histogram scale=1e-3 min=jitterMsMin max=jitterMsMax
-- column: jitterMsP95 unit=ms source="RFC 3550" title="Interarrival jitter, 95th percentile" percentile=0.95 of=jitter_histogram scale=1e-3 min=jitterMsMin max=jitterMsMax
-- column: jitterMsP99 unit=ms source="RFC 3550" title="Interarrival jitter, 99th percentile" percentile=0.99 of=jitter_histogram scale=1e-3 min=jitterMsMin max=jitterMsMax
-- column: lossRatioMean unit=ratio source="RFC 3550" title="Packet loss ratio of the whole bucket"
-- column: lossRatioMin unit=ratio source="RFC 3550" title="Packet loss ratio, least"
-- column: lossRatioMax unit=ratio source="RFC 3550" title="Packet loss ratio, greatest"
-- column: lossRatioP05 unit=ratio source="RFC 3550" title="Packet loss ratio, 5th percentile" percentile=0.05 of=loss_histogram scale=1e-9 min=lossRatioMin max=lossRatioMax
-- column: lossRatioP50 unit=ratio source="RFC 3550" title="Packet loss ratio, 50th percentile" percentile=0.50 of=loss_histogram scale=1e-9 min=lossRatioMin max=lossRatioMax
-- column: lossRatioP95 unit=ratio source="RFC 3550" title="Packet loss ratio, 95th percentile" percentile=0.95 of=loss_histogram scale=1e-9 min=lossRatioMin max=lossRatioMax
-- column: lossRatioP99 unit=ratio source="RFC 3550" title="Packet loss ratio, 99th percentile" percentile=0.99 of=loss_histogram scale=1e-9 min=lossRatioMin max=lossRatioMax
-- column: rttMsMean unit=ms source="RFC 3550" title="Round-trip time, mean of the samples"
-- column: rttMsMin unit=ms source="RFC 3550" title="Round-trip time, least"
-- column: rttMsMax unit=ms source="RFC 3550" title="Round-trip time, greatest"
-- column: rttMsP05 unit=ms source="RFC 3550" title="Round-trip time, 5th percentile" percentile=0.05 of=rtt_histogram scale=1e-3 min=rttMsMin max=rttMsMax
-- column: rttMsP50 unit=ms source="RFC 3550" title="Round-trip time, 50th percentile" percentile=0.50 of=rtt_histogram scale=1e-3 min=rttMsMin max=rttMsMax
-- column: rttMsP95 unit=ms source="RFC 3550" title="Round-trip time, 95th percentile" percentile=0.95 of=rtt_histogram scale=1e-3 min=rttMsMin max=rttMsMax
-- column: rttMsP99 unit=ms source="RFC 3550" title="Round-trip time, 99th percentile" percentile=0.99 of=rtt_histogram scale=1e-3 min=rttMsMin max=rttMsMax
-- column: sendKbpsMean unit=kbit/s source="reporter's estimate" title="Available send bandwidth, mean of the samples"
-- column: sendKbpsMin unit=kbit/s source="reporter's estimate" title="Available send bandwidth, least"
-- column: sendKbpsMax unit=kbit/s source="reporter's estimate" title="Available send bandwidth, greatest"
-- column: sendKbpsP05 unit=kbit/s source="reporter's estimate" title="Available send bandwidth, 5th percentile" percentile=0.05 of=send_histogram scale=1e-3 min=sendKbpsMin max=sendKbpsMax
-- column: sendKbpsP50 unit=kbit/s source="reporter's estimate" title="Available send bandwidth, 50th percentile" percentile=0.50 of=send_histogram scale=1e-3 min=sendKbpsMin max=sendKbpsMax
-- column: sendKbpsP95 unit=kbit/s source="reporter's estimate" title="Available send bandwidth, 95th percentile" percentile=0.95 of=send_histogram scale=1e-3 min=sendKbpsMin max=sendKbpsMax
-- column: sendKbpsP99 unit=kbit/s source="reporter's estimate" title="Available send bandwidth, 99th percentile" percentile=0.99 of=send_histogram scale=1e-3 min=sendKbpsMin max=sendKbpsMax
-- column: receiveKbpsMean unit=kbit/s source="reporter's estimate" title="Available receive bandwidth, mean of the samples"
-- column: receiveKbpsMin unit=kbit/s source="reporter's estimate" title="Available receive bandwidth, least"
-- column: receiveKbpsMax unit=kbit/s source="reporter's estimate" title="Available receive bandwidth, greatest"
-- column: receiveKbpsP05 unit=kbit/s source="reporter's estimate" title="Available receive bandwidth, 5th percentile" percentile=0.05 of=receive_histogram scale=1e-3 min=receiveKbpsMin max=receiveKbpsMax
-- column: receiveKbpsP50 unit=kbit/s source="reporter's estimate" title="Available receive bandwidth, 50th percentile" percentile=0.50 of=receive_histogram scale=1e-3 min=receiveKbpsMin max=receiveKbpsMax
-- column: receiveKbpsP95 unit=kbit/s source="reporter's estimate" title="Available receive bandwidth, 95th percentile" percentile=0.95 of=receive_histogram scale=1e-3 min=receiveKbpsMin max=receiveKbpsMax
-- column: receiveKbpsP99 unit=kbit/s source="reporter's estimate" title="Available receive bandwidth, 99th percentile" percentile=0.99 of=receive_histogram scale=1e-3 min=receiveKbpsMin max=receiveKbpsMax
-- column: mosEstimatedMean unit=1 source="ITU-T G.107" title="MOS estimated where none was reported, mean of the samples"
-- column: mosFormula unit=name source=setting title="Formula of the estimate"
-- column: packets unit=packets source=message title="Packets sent (local) or received (remote)"
-- column: packetsLost unit=packets source=message title="Packets lost"
-- column: bytes unit=bytes source=message title="Bytes sent (local, network) or received (remote)"
-- column: badSampleRatio unit=ratio source=setting title="Share of bad samples"
-- column: badCallRatio unit=ratio source=setting title="Share of bad calls"

WITH page AS (
    SELECT {key} AS key,
           s.dataset,
           CASE WHEN {by.location} THEN s.location ELSE '' END AS location,
           CASE WHEN {by.media} THEN t.media ELSE '' END AS media,
           CASE WHEN {by.direction} THEN t.direction ELSE '' END AS direction,
           CASE WHEN {by.server} THEN s.server ELSE '' END AS server,
           sum(q.samples) AS samples,
           sum(q.bad_samples) AS bad_samples,
           sum(q.mos_n) AS mos_n,
           sum(q.mos_sum) AS mos_sum,
           min(q.mos_min) AS mos_min,
           max(q.mos_max) AS mos_max,
           string_agg(q.mos_histogram, ''::bytea) AS mos_histogram,
           sum(q.jitter_n) AS jitter_n,
           sum(q.jitter_sum) AS jitter_sum,
           min(q.jitter_min) AS jitter_min,
           max(q.jitter_max) AS jitter_max,
           string_agg(q.jitter_histogram, ''::bytea) AS jitter_histogram,
           sum(q.loss_n) AS loss_n,
           sum(q.loss_sum) AS loss_sum,
           min(q.loss_min) AS loss_min,
           max(q.loss_max) AS loss_max,
           string_agg(q.loss_histogram, ''::bytea) AS loss_histogram,
           sum(q.rtt_n) AS rtt_n,
           sum(q.rtt_sum) AS rtt_sum,
           min(q.rtt_min) AS rtt_min,
           max(q.rtt_max) AS rtt_max,
           string_agg(q.rtt_histogram, ''::bytea) AS rtt_histogram,
           sum(q.send_n) AS send_n,
           sum(q.send_sum) AS send_sum,
           min(q.send_min) AS send_min,
           max(q.send_max) AS send_max,
           string_agg(q.send_histogram, ''::bytea) AS send_histogram,
           sum(q.receive_n) AS receive_n,
           sum(q.receive_sum) AS receive_sum,
           min(q.receive_min) AS receive_min,
           max(q.receive_max) AS receive_max,
           string_agg(q.receive_histogram, ''::bytea) AS receive_histogram,
           sum(q.mos_estimated_n) AS mos_estimated_n,
           sum(q.mos_estimated_sum) AS mos_estimated_sum,
           sum(q.packets) AS packets,
           sum(q.packets_lost) AS packets_lost,
           sum(q.loss_lost) AS loss_lost,
           sum(q.loss_total) AS loss_total,
           sum(q.bytes) AS bytes
    FROM kpi.quality_{grain} q
    JOIN raw.source s USING (source_key)
    JOIN raw.stream t USING (stream)
    WHERE {within}
      AND (:dataset::text IS NULL OR s.dataset = :dataset)
      AND (:location::text IS NULL OR s.location = :location)
      AND (:server::text IS NULL OR s.server = :server)
      AND (:media::text IS NULL OR t.media = :media)
      AND (:direction::text IS NULL OR t.direction = :direction)
    GROUP BY 1, 2, 3, 4, 5, 6
    ORDER BY 1, 2, 3, 4, 5, 6
    LIMIT :limit OFFSET :offset
), span AS (
    SELECT min(key) AS first_key, max(key) AS last_key, min({bucket}) AS first, max({bucket}) AS last FROM page
), dimension AS (
    SELECT s.source_key,
           t.stream,
           s.dataset,
           CASE WHEN {by.location} THEN s.location ELSE '' END AS location,
           CASE WHEN {by.media} THEN t.media ELSE '' END AS media,
           CASE WHEN {by.direction} THEN t.direction ELSE '' END AS direction,
           CASE WHEN {by.server} THEN s.server ELSE '' END AS server
    FROM raw.source s CROSS JOIN raw.stream t
    WHERE {rezoned}
), numbered AS (
    SELECT *,
           dense_rank() OVER (ORDER BY dataset) AS of_dataset,
           dense_rank() OVER (ORDER BY dataset, location, media, direction, server) AS of_row
    FROM dimension
), leg AS (
    SELECT date_trunc('day', q.hour, :zone) AS bucket, q.call_key, n.of_dataset, n.of_row, sum(q.bad_samples) AS bad_samples, sum(q.samples) AS samples
    FROM kpi.call_leg_hour q
    JOIN numbered n USING (source_key, stream)
    WHERE {rezoned}
      AND q.hour >= (SELECT first FROM span)
      AND q.hour < (SELECT last FROM span) + interval '25 hours'
      AND q.hour < :to
    GROUP BY 1, 2, 3, 4
), bad AS (
    SELECT bucket, of_dataset, call_key
    FROM leg
    GROUP BY 1, 2, 3
    HAVING sum(bad_samples) * 100 >= :badCallPercent * sum(samples)
), counted AS (
    SELECT {bucket} AS bucket, dataset, location, media, direction, server, calls, bad_calls
    FROM (SELECT {key} AS key, q.*
          FROM kpi.call_count_{grain} q
          WHERE NOT {rezoned}
            AND {within}
            AND {key} BETWEEN (SELECT first_key FROM span) AND (SELECT last_key FROM span)
            AND q."grouping" = {by.location}::int + 2 * {by.media}::int + 4 * {by.direction}::int + 8 * {by.server}::int) c
    UNION ALL
    -- Days of another zone: neither hours nor days of distinct calls add up to them.
    SELECT g.bucket, n.dataset, n.location, n.media, n.direction, n.server, g.calls, g.bad_calls
    FROM (SELECT leg.bucket, leg.of_row, count(*) AS calls, count(bad.call_key) AS bad_calls
          FROM leg LEFT JOIN bad USING (bucket, of_dataset, call_key)
          GROUP BY 1, 2) g
    JOIN (SELECT DISTINCT of_row, dataset, location, media, direction, server FROM numbered) n USING (of_row)
)
SELECT p.bucket,
       p.dataset,
       p.location,
       p.media,
       p.direction,
       p.server,
       coalesce(c.calls, 0) AS calls,
       p.samples::bigint AS samples,
       p.mos_sum::float8 / (nullif(p.mos_n, 0) * 1e6::float8) AS "mosMean",
       p.mos_min / 1e6::float8 AS "mosMin",
       p.mos_max / 1e6::float8 AS "mosMax",
       p.mos_histogram,
       p.jitter_sum::float8 / (nullif(p.jitter_n, 0) * 1e3::float8) AS "jitterMsMean",
       p.jitter_min / 1e3::float8 AS "jitterMsMin",
       p.jitter_max / 1e3::float8 AS "jitterMsMax",
       p.jitter_histogram,
       coalesce(p.loss_lost::float8 / nullif(p.loss_total, 0), p.loss_sum::float8 / (nullif(p.loss_n, 0) * 1e9::float8)) AS "lossRatioMean",
       p.loss_min / 1e9::float8 AS "lossRatioMin",
       p.loss_max / 1e9::float8 AS "lossRatioMax",
       p.loss_histogram,
       p.rtt_sum::float8 / (nullif(p.rtt_n, 0) * 1e3::float8) AS "rttMsMean",
       p.rtt_min / 1e3::float8 AS "rttMsMin",
       p.rtt_max / 1e3::float8 AS "rttMsMax",
       p.rtt_histogram,
       p.send_sum::float8 / (nullif(p.send_n, 0) * 1e3::float8) AS "sendKbpsMean",
       p.send_min / 1e3::float8 AS "sendKbpsMin",
       p.send_max / 1e3::float8 AS "sendKbpsMax",
       p.send_histogram,
       p.receive_sum::float8 / (nullif(p.receive_n, 0) * 1e3::float8) AS "receiveKbpsMean",
       p.receive_min / 1e3::float8 AS "receiveKbpsMin",
       p.receive_max / 1e3::float8 AS "receiveKbpsMax",
       p.receive_histogram,
       p.mos_estimated_sum::float8 / (nullif(p.mos_estimated_n, 0) * 1e6::float8) AS "mosEstimatedMean",
       CASE WHEN p.mos_estimated_n > 0 THEN :mosFormula END AS "mosFormula",
       p.packets::bigint AS packets,
       p.packets_lost::bigint AS "packetsLost",
       p.bytes,
       p.bad_samples::float8 / nullif(p.samples, 0) AS "badSampleRatio",
       c.bad_calls::float8 / nullif(c.calls, 0) AS "badCallRatio"
FROM (SELECT {bucket} AS bucket, page.* FROM page) p
LEFT JOIN counted c USING (bucket, dataset, location, media, direction, server)
ORDER BY 1, 2, 3, 4, 5, 6
