-- purpose: runs whose node is gone become FAILED, so that they can be restarted; the job repository alone would show them as
--   running for ever. A run without a row in ops.execution lost its node between its start and that row.
-- parameters: jobs (text[])
-- expected plan: the partial index on the few rows under way
WITH lost AS (
    UPDATE public.jb_executioninstancedata e
       SET batchstatus = 'FAILED', exitstatus = 'FAILED', endtime = localtimestamp, updatetime = localtimestamp
      FROM public.jb_jobinstancedata i
     WHERE i.jobinstanceid = e.jobinstanceid
       AND i.name = ANY (:jobs)
       AND e.batchstatus IN ('STARTING', 'STARTED', 'STOPPING')
       AND NOT EXISTS (SELECT FROM ops.execution x JOIN ops.node n USING (node) WHERE x.execution_id = e.jobexecid)
       AND (EXISTS (SELECT FROM ops.execution x WHERE x.execution_id = e.jobexecid)
            OR e.createtime < localtimestamp - interval '1 minute')
    RETURNING e.jobexecid
), steps AS (
    UPDATE public.jb_stepexecutioninstancedata s
       SET batchstatus = 'FAILED', exitstatus = 'FAILED', endtime = localtimestamp
      FROM lost
     WHERE s.jobexecid = lost.jobexecid
       AND s.batchstatus IN ('STARTING', 'STARTED', 'STOPPING')
), noted AS (
    UPDATE ops.execution x
       SET error = coalesce(x.error, 'the node that ran it is gone')
      FROM lost
     WHERE x.execution_id = lost.jobexecid
)
SELECT jobexecid FROM lost ORDER BY jobexecid
