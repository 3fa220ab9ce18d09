-- title: Set-top boxes: playback
-- purpose: playback by channel and box; a box has a new key each UTC day, so its id is what rows are grouped by while it is known
-- plan: the period's partitions, hash join with raw.channel and identity.device of the same days, sort, grouped
-- param: from instant
-- param: to instant
-- param: granularity choice default=hour values=hour,day
-- param: zone zone
-- param: groupBy list default=channel,device values=channel,device
-- param: channel text
-- param: device person
-- column: bucket unit=instant source=time title="Start of the hour or day"
-- column: channel unit=name source=message by=channel title="Channel id; empty when none was sent"
-- column: url unit=name source=message by=channel title="Address of the stream"
-- column: protocol unit=name source=message by=channel title="Control protocol"
-- column: device unit=name source=path by=device person=true title="Set-top box"
-- column: sessions unit=sessions source=count title="Playback sessions that ended in it"
-- column: watchedS unit=s source=message title="Watched time"
-- column: videoDroppedRatio unit=ratio source=message title="Dropped video frames of all"
-- column: videoFailedRatio unit=ratio source=message title="Failed video frames of all"
-- column: audioDroppedRatio unit=ratio source=message title="Dropped audio frames of all"
-- column: audioFailedRatio unit=ratio source=message title="Failed audio frames of all"
-- column: discontinuities unit=count source=message title="Discontinuities of the transport stream"
-- column: discontinuitiesPerHour unit=1/h source=message title="Discontinuities a watched hour"
-- column: bitrateKbpsMean unit=kbit/s source=message title="Average bitrate, mean of the sessions"

WITH played AS (
    SELECT {key} AS key,
           CASE WHEN {by.channel} THEN c.channel_id ELSE '' END AS channel,
           CASE WHEN {by.channel} THEN c.url ELSE '' END AS url,
           CASE WHEN {by.channel} THEN c.proto ELSE '' END AS protocol,
           CASE WHEN {by.device} THEN coalesce(d.device_id, '***') ELSE '' END AS device,
           -- Boxes whose identity is gone stay apart.
           CASE WHEN {by.device} AND d.device_id IS NULL THEN q.device_key ELSE 0 END AS unknown_key,
           sum(q.sessions) AS sessions,
           sum(q.watched_s) AS watched_s,
           sum(q.video_decoded) AS video_decoded,
           sum(q.video_dropped) AS video_dropped,
           sum(q.video_failed) AS video_failed,
           sum(q.audio_decoded) AS audio_decoded,
           sum(q.audio_dropped) AS audio_dropped,
           sum(q.audio_failed) AS audio_failed,
           sum(q.discontinuities) AS discontinuities,
           sum(q.bitrate_n) AS bitrate_n,
           sum(q.bitrate_sum_bps) AS bitrate_sum_bps
    FROM kpi.stb_media_{grain} q
    JOIN raw.channel c USING (channel_key)
    LEFT JOIN {identity}.device d
        ON {by.device} AND d.device_key = q.device_key AND d.day BETWEEN :fromDay::date - 1 AND :toDay::date + 1
    WHERE {within}
      AND (:channel::text IS NULL OR c.channel_id = :channel)
      AND (:device::text IS NULL OR d.device_id = :device)
    GROUP BY 1, 2, 3, 4, 5, 6
    ORDER BY 1, 2, 3, 4, 5, 6
    LIMIT :limit OFFSET :offset
)
SELECT {bucket} AS bucket,
       channel,
       url,
       protocol,
       device,
       sessions::bigint AS sessions,
       watched_s::float8 AS "watchedS",
       video_dropped::float8 / nullif(coalesce(video_decoded, 0) + video_dropped + coalesce(video_failed, 0), 0) AS "videoDroppedRatio",
       video_failed::float8 / nullif(coalesce(video_decoded, 0) + coalesce(video_dropped, 0) + video_failed, 0) AS "videoFailedRatio",
       audio_dropped::float8 / nullif(coalesce(audio_decoded, 0) + audio_dropped + coalesce(audio_failed, 0), 0) AS "audioDroppedRatio",
       audio_failed::float8 / nullif(coalesce(audio_decoded, 0) + coalesce(audio_dropped, 0) + audio_failed, 0) AS "audioFailedRatio",
       discontinuities,
       discontinuities::float8 * 3600 / nullif(watched_s, 0)::float8 AS "discontinuitiesPerHour",
       bitrate_sum_bps::float8 / (nullif(bitrate_n, 0) * 1e3::float8) AS "bitrateKbpsMean"
FROM played
ORDER BY 1, 2, 3, 4, 5, unknown_key
