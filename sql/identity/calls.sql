-- purpose: keys of calls, made where there are none; a session seen the day before or after keeps its key
-- parameters: days, sessions, conversations: arrays of one length, sorted by session and day
-- expected plan: index scans on identity.call (session_id, day) in at most three partitions a day
WITH wanted AS (
    SELECT w.day, w.session_id, w.conversation_id
    FROM unnest(:days, :sessions, :conversations) WITH ORDINALITY AS w (day, session_id, conversation_id, position)
    ORDER BY w.position
), neighbour AS (
    SELECT DISTINCT ON (w.session_id) w.session_id, c.call_key
    FROM wanted w
    JOIN identity.call c ON c.session_id = w.session_id AND c.day BETWEEN w.day - 1 AND w.day + 1
    ORDER BY w.session_id, abs(c.day - w.day)
), fresh AS (
    SELECT s.session_id, nextval('identity.call_seq') AS call_key
    FROM (SELECT DISTINCT session_id FROM wanted) s
    WHERE NOT EXISTS (SELECT FROM neighbour n WHERE n.session_id = s.session_id)
)
INSERT INTO identity.call AS c (day, call_key, session_id, conversation_id)
SELECT w.day, coalesce(n.call_key, f.call_key), w.session_id, w.conversation_id
FROM wanted w
LEFT JOIN neighbour n USING (session_id)
LEFT JOIN fresh f USING (session_id)
ORDER BY w.session_id, w.day
ON CONFLICT (session_id, day) DO UPDATE SET conversation_id = coalesce(c.conversation_id, EXCLUDED.conversation_id)
RETURNING c.day, c.call_key, c.session_id, c.conversation_id
