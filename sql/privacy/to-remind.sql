-- purpose: open requests that are due soon and were not reminded of for their present due date
-- parameters: soon
-- plan: index on request.status
SELECT r.id
FROM privacy.request r
WHERE r.status IN ('pending', 'in-progress', 'failed') AND r.due_at < :soon
  AND NOT EXISTS (SELECT FROM privacy.request_event e
                  WHERE e.request_id = r.id AND e.what = 'reminded'
                    AND e.at > coalesce(r.extended_at, r.filed_at))
FOR UPDATE OF r SKIP LOCKED
