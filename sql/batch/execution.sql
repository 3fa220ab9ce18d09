-- purpose: one run, without its steps
-- parameters: id
-- expected plan: three primary keys
SELECT e.jobexecid AS id,
       i.name AS job,
       e.batchstatus AS status,
       e.exitstatus AS exit_status,
       e.createtime::timestamptz AS created_at,
       e.starttime::timestamptz AS started_at,
       e.endtime::timestamptz AS ended_at,
       x.parameters,
       x.error
  FROM public.jb_executioninstancedata e
  JOIN public.jb_jobinstancedata i USING (jobinstanceid)
  LEFT JOIN ops.execution x ON x.execution_id = e.jobexecid
 WHERE e.jobexecid = :id
   AND i.name NOT LIKE ':%'
