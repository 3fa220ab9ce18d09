-- purpose: steps of a run, in the order in which they started
-- parameters: id
-- expected plan: the index on jobexecid
SELECT stepname,
       batchstatus,
       exitstatus,
       starttime::timestamptz AS started_at,
       endtime::timestamptz AS ended_at,
       coalesce(readcount, 0) AS readcount,
       coalesce(writecount, 0) AS writecount,
       coalesce(filtercount, 0) AS filtercount,
       coalesce(readskipcount, 0) AS readskipcount,
       coalesce(processskipcount, 0) AS processskipcount,
       coalesce(writeskipcount, 0) AS writeskipcount,
       coalesce(commitcount, 0) AS commitcount,
       coalesce(rollbackcount, 0) AS rollbackcount
  FROM public.jb_stepexecutioninstancedata
 WHERE jobexecid = :id
 ORDER BY stepexecid
