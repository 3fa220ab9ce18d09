-- purpose: adds the chosen playback sessions to kpi.stb_media_hour, by the hour of their end
-- parameters: <rows> condition on raw.stb_media
-- plan: one scan (BRIN bitmap when few of the pages are wanted), hash aggregate, one index probe a row of the result
WITH stored AS (
    INSERT INTO kpi.stb_media_hour AS m (hour, device_key, channel_key,
        sessions, watched_s, watched_n, video_decoded, video_dropped, video_failed, audio_decoded, audio_dropped,
        audio_failed, discontinuities, bitrate_n, bitrate_sum_bps)
    SELECT date_bin('1 hour', at, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS hour, device_key, channel_key,
           count(*),
           sum(extract(epoch FROM end_at - begin_at)) FILTER (WHERE end_at >= begin_at),
           count(*) FILTER (WHERE end_at >= begin_at),
           sum(video_decoded), sum(video_dropped), sum(video_failed),
           sum(audio_decoded), sum(audio_dropped), sum(audio_failed),
           sum(discontinuities),
           count(avg_bitrate_bps), sum(avg_bitrate_bps)
      FROM raw.stb_media
     WHERE <rows>
     GROUP BY 1, 2, 3
     ORDER BY 2, 1, 3
        ON CONFLICT (device_key, hour, channel_key) DO UPDATE SET
           sessions = m.sessions + excluded.sessions,
           watched_s = coalesce(m.watched_s + excluded.watched_s, m.watched_s, excluded.watched_s),
           watched_n = m.watched_n + excluded.watched_n,
           video_decoded = coalesce(m.video_decoded + excluded.video_decoded, m.video_decoded, excluded.video_decoded),
           video_dropped = coalesce(m.video_dropped + excluded.video_dropped, m.video_dropped, excluded.video_dropped),
           video_failed = coalesce(m.video_failed + excluded.video_failed, m.video_failed, excluded.video_failed),
           audio_decoded = coalesce(m.audio_decoded + excluded.audio_decoded, m.audio_decoded, excluded.audio_decoded),
           audio_dropped = coalesce(m.audio_dropped + excluded.audio_dropped, m.audio_dropped, excluded.audio_dropped),
           audio_failed = coalesce(m.audio_failed + excluded.audio_failed, m.audio_failed, excluded.audio_failed),
           discontinuities = coalesce(m.discontinuities + excluded.discontinuities, m.discontinuities, excluded.discontinuities),
           bitrate_n = m.bitrate_n + excluded.bitrate_n,
           bitrate_sum_bps = coalesce(m.bitrate_sum_bps + excluded.bitrate_sum_bps, m.bitrate_sum_bps, excluded.bitrate_sum_bps)
    RETURNING hour)
INSERT INTO kpi.changed_hour
SELECT DISTINCT hour FROM stored
    ON CONFLICT DO NOTHING
