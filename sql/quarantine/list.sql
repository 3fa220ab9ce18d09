-- purpose: what could not be read, latest first
-- parameters: before (id of the last row of the page before, or the largest bigint), most (rows), longest (bytes of a body)
-- expected plan: merge of the days' primary keys backwards, stopped at :most
SELECT
    id,
    received_at,
    feed,
    reason,
    substr(body, 1, :longest) AS body,
    octet_length(body) > :longest AS truncated
FROM identity.quarantine
WHERE id < :before
ORDER BY id DESC
LIMIT :most
