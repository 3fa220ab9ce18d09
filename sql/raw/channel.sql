-- purpose: key of a channel, made where there is none
-- parameters: a url, b channel id, c proto
-- expected plan: index scan on raw.channel
INSERT INTO raw.channel AS c (url, channel_id, proto)
VALUES (:a, :b, :c)
ON CONFLICT (url, channel_id, proto) DO UPDATE SET proto = EXCLUDED.proto
RETURNING c.channel_key
