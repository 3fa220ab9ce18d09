-- purpose: the addresses of a request are to be told its present status, as OpenDSR names it
-- parameters: id
-- plan: one row
INSERT INTO privacy.callback (request_id, url, status)
SELECT r.id, u.url,
       CASE r.status WHEN 'in-progress' THEN 'in_progress' WHEN 'failed' THEN 'in_progress'
                     WHEN 'refused' THEN 'cancelled' ELSE r.status END
FROM privacy.request r
CROSS JOIN LATERAL jsonb_array_elements_text(r.callbacks) AS u (url)
WHERE r.id = :id
