-- purpose: playback of a local day from its hours
-- parameters: <day>; <zone>; the bounds are loose, a local day lies well within them
-- plan: scan of the day's partitions of kpi.stb_media_hour, hash aggregate
INSERT INTO kpi.stb_media_day (day, device_key, channel_key,
    sessions, watched_s, watched_n, video_decoded, video_dropped, video_failed, audio_decoded, audio_dropped,
    audio_failed, discontinuities, bitrate_n, bitrate_sum_bps)
SELECT DATE '<day>', device_key, channel_key,
       sum(sessions), sum(watched_s), sum(watched_n), sum(video_decoded), sum(video_dropped), sum(video_failed),
       sum(audio_decoded), sum(audio_dropped), sum(audio_failed), sum(discontinuities), sum(bitrate_n),
       sum(bitrate_sum_bps)
  FROM kpi.stb_media_hour
 WHERE hour >= TIMESTAMPTZ '<day> 00:00:00Z' - INTERVAL '1 day'
   AND hour < TIMESTAMPTZ '<day> 00:00:00Z' + INTERVAL '2 days'
   AND (hour AT TIME ZONE '<zone>')::date = DATE '<day>'
 GROUP BY device_key, channel_key
