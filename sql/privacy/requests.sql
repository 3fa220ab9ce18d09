-- purpose: requests, latest first
-- parameters: status, type (null for all), due (open ones due before; null for all), before, id (position of the last row of the page before; null at first), most
-- plan: index on (filed_at DESC, id), stopped at :most
SELECT *
FROM privacy.request
WHERE (:status::text IS NULL OR status = :status)
  AND (:type::text IS NULL OR type = :type)
  AND (:due::timestamptz IS NULL OR status IN ('pending', 'in-progress', 'failed') AND due_at < :due)
  AND (:before::timestamptz IS NULL OR (filed_at, id) < (:before, :id::uuid))
ORDER BY filed_at DESC, id DESC
LIMIT :most
