-- purpose: approved requests, and erasures that only the ledger knows, with the latest run of their jobs; oldest first
-- parameters: none
-- plan: index on request.status; ops.execution by job
WITH due AS (
    SELECT r.id, r.type, r.approved_at AS since
    FROM privacy.request r
    WHERE r.status = 'in-progress'
    UNION ALL
    SELECT e.id, NULL, e.erased_at
    FROM privacy.erasure e
    WHERE e.applied_at IS NULL AND NOT EXISTS (SELECT FROM privacy.request r WHERE r.id = e.id)
)
SELECT d.id, d.type, x.execution_id AS execution,
       coalesce(d.since > coalesce(j.endtime, j.updatetime)::timestamptz, false) AS again
FROM due d
LEFT JOIN LATERAL (
    SELECT execution_id
    FROM ops.execution
    WHERE job LIKE 'subject-%' AND parameters ->> 'request' = d.id::text
    ORDER BY execution_id DESC
    LIMIT 1) x ON true
LEFT JOIN public.jb_executioninstancedata j ON j.jobexecid = x.execution_id
ORDER BY d.since
