-- purpose: runs, newest first
-- parameters: job, status, from (created at or after), to (created before), before (ids below): null for all; most
-- expected plan: the primary key backwards, ended by the limit
SELECT e.jobexecid AS id,
       i.name AS job,
       e.batchstatus AS status,
       e.exitstatus AS exit_status,
       e.createtime::timestamptz AS created_at, -- in the session's zone, which the driver sets to the JVM's
       e.starttime::timestamptz AS started_at,
       e.endtime::timestamptz AS ended_at
  FROM public.jb_executioninstancedata e
  JOIN public.jb_jobinstancedata i USING (jobinstanceid)
 WHERE i.name NOT LIKE ':%' -- partitions of a step
   AND (CAST(:job AS text) IS NULL OR i.name = :job)
   AND (CAST(:status AS text) IS NULL OR e.batchstatus = :status)
   AND (CAST(:from AS timestamptz) IS NULL OR e.createtime >= CAST(:from AS timestamptz)::timestamp)
   AND (CAST(:to AS timestamptz) IS NULL OR e.createtime < CAST(:to AS timestamptz)::timestamp)
   AND (CAST(:before AS bigint) IS NULL OR e.jobexecid < :before)
 ORDER BY e.jobexecid DESC
 LIMIT :most
