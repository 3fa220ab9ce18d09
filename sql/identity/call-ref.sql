-- purpose: the opaque reference of the call that a session id names, the latest one
-- parameters: session
-- plan: unique index on (session_id, day) in each partition of identity.call
SELECT '~' || to_hex(call_key) || '.' || to_char(day, 'YYYYMMDD')
FROM identity.call
WHERE session_id = :session
ORDER BY day DESC
LIMIT 1
