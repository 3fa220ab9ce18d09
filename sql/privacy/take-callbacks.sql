-- purpose: callbacks that are due, taken by one node each
-- parameters: none
-- plan: partial index on callback.next_at
UPDATE privacy.callback c
SET attempts = c.attempts + 1, next_at = now() + least(power(2, c.attempts) * interval '2 s', interval '1 hour')
WHERE c.id IN (SELECT id FROM privacy.callback
               WHERE sent_at IS NULL AND next_at <= now()
               ORDER BY next_at, id
               LIMIT 20
               FOR UPDATE SKIP LOCKED)
RETURNING c.id, c.request_id, c.url, c.status, c.attempts
