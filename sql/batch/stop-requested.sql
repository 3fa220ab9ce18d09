-- purpose: runs of a node that were asked to stop and are not stopping yet
-- parameters: node (uuid)
-- expected plan: the partial index on the few rows under way, then ops.execution by key
SELECT x.execution_id
  FROM ops.execution x
  JOIN public.jb_executioninstancedata e ON e.jobexecid = x.execution_id
 WHERE x.node = :node
   AND x.stop_requested
   AND e.batchstatus IN ('STARTING', 'STARTED')
