-- purpose: the run of any job for requests that is under way, on whatever node
-- parameters: none
-- plan: the partial index on the few rows under way, then their instances by key
SELECT e.jobexecid
FROM public.jb_executioninstancedata e
JOIN public.jb_jobinstancedata i USING (jobinstanceid)
WHERE e.batchstatus IN ('STARTING', 'STARTED', 'STOPPING') AND i.name LIKE 'subject-%'
ORDER BY e.jobexecid
LIMIT 1
