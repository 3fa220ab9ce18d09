-- Batch: the server's job repository, who runs what, and when jobs start by themselves.

-- The repository's tables are the server's (prefix jb_). They are made here, and not at first use, so that two nodes cannot
-- race for it, with keys that last and with the indexes that a long history needs.
CREATE TABLE public.jb_jobinstancedata (
    jobinstanceid bigserial PRIMARY KEY,
    name          varchar(512),
    apptag        varchar(512)
);
COMMENT ON TABLE public.jb_jobinstancedata IS 'Job repository of the server: instances of jobs.';
COMMENT ON COLUMN public.jb_jobinstancedata.jobinstanceid IS 'Key.';
COMMENT ON COLUMN public.jb_jobinstancedata.name IS 'Id of the job; begins with a colon for partitions of a step.';
COMMENT ON COLUMN public.jb_jobinstancedata.apptag IS 'Name of the application.';
CREATE INDEX ON public.jb_jobinstancedata (name);

CREATE TABLE public.jb_executioninstancedata (
    jobexecid     bigserial PRIMARY KEY,
    jobinstanceid bigint NOT NULL REFERENCES public.jb_jobinstancedata (jobinstanceid),
    createtime    timestamp,
    starttime     timestamp,
    endtime       timestamp,
    updatetime    timestamp,
    parameters    bytea,
    batchstatus   varchar(512),
    exitstatus    varchar(512)
);
COMMENT ON TABLE public.jb_executioninstancedata IS 'Job repository of the server: executions. Times are in the zone of the server''s JVM.';
COMMENT ON COLUMN public.jb_executioninstancedata.jobexecid IS 'Id of the execution.';
COMMENT ON COLUMN public.jb_executioninstancedata.jobinstanceid IS 'Its instance; a restart adds an execution to one.';
COMMENT ON COLUMN public.jb_executioninstancedata.createtime IS 'When it was asked for.';
COMMENT ON COLUMN public.jb_executioninstancedata.starttime IS 'When it began.';
COMMENT ON COLUMN public.jb_executioninstancedata.endtime IS 'When it ended.';
COMMENT ON COLUMN public.jb_executioninstancedata.updatetime IS 'Last change of the row.';
COMMENT ON COLUMN public.jb_executioninstancedata.parameters IS 'Parameters as the server serialises them.';
COMMENT ON COLUMN public.jb_executioninstancedata.batchstatus IS 'Batch status (Jakarta Batch 2.1).';
COMMENT ON COLUMN public.jb_executioninstancedata.exitstatus IS 'Exit status.';
CREATE INDEX ON public.jb_executioninstancedata (jobinstanceid);
CREATE INDEX ON public.jb_executioninstancedata (batchstatus)
    WHERE batchstatus IN ('STARTING', 'STARTED', 'STOPPING');

CREATE TABLE public.jb_stepexecutioninstancedata (
    stepexecid       bigserial PRIMARY KEY,
    jobexecid        bigint NOT NULL REFERENCES public.jb_executioninstancedata (jobexecid),
    batchstatus      varchar(512),
    exitstatus       varchar(512),
    stepname         varchar(512),
    readcount        integer,
    writecount       integer,
    commitcount      integer,
    rollbackcount    integer,
    readskipcount    integer,
    processskipcount integer,
    filtercount      integer,
    writeskipcount   integer,
    starttime        timestamp,
    endtime          timestamp,
    persistentdata   bytea
);
COMMENT ON TABLE public.jb_stepexecutioninstancedata IS 'Job repository of the server: steps of executions.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.stepexecid IS 'Key.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.jobexecid IS 'Execution.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.batchstatus IS 'Batch status.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.exitstatus IS 'Exit status.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.stepname IS 'Name of the step.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.readcount IS 'Items read.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.writecount IS 'Items written.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.commitcount IS 'Commits.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.rollbackcount IS 'Rollbacks.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.readskipcount IS 'Items skipped in reading.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.processskipcount IS 'Items skipped in processing.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.filtercount IS 'Items that processing left out.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.writeskipcount IS 'Items skipped in writing.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.starttime IS 'When it began.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.endtime IS 'When it ended.';
COMMENT ON COLUMN public.jb_stepexecutioninstancedata.persistentdata IS 'User data of the step, serialised.';
CREATE INDEX ON public.jb_stepexecutioninstancedata (jobexecid);

CREATE TABLE public.jb_jobstatus (
    id  bigint NOT NULL REFERENCES public.jb_jobinstancedata (jobinstanceid),
    obj bytea
);
COMMENT ON TABLE public.jb_jobstatus IS 'Job repository of the server: state of instances.';
COMMENT ON COLUMN public.jb_jobstatus.id IS 'Instance.';
COMMENT ON COLUMN public.jb_jobstatus.obj IS 'State, serialised.';
CREATE INDEX ON public.jb_jobstatus (id);

CREATE TABLE public.jb_stepstatus (
    id  bigint NOT NULL REFERENCES public.jb_stepexecutioninstancedata (stepexecid),
    obj bytea
);
COMMENT ON TABLE public.jb_stepstatus IS 'Job repository of the server: state of steps.';
COMMENT ON COLUMN public.jb_stepstatus.id IS 'Step of an execution.';
COMMENT ON COLUMN public.jb_stepstatus.obj IS 'State, serialised.';
CREATE INDEX ON public.jb_stepstatus (id);

CREATE TABLE public.jb_checkpointdata (
    id  varchar(512),
    obj bytea
);
COMMENT ON TABLE public.jb_checkpointdata IS 'Job repository of the server: checkpoints of chunk steps.';
COMMENT ON COLUMN public.jb_checkpointdata.id IS 'Instance, step and kind.';
COMMENT ON COLUMN public.jb_checkpointdata.obj IS 'Checkpoint, serialised.';
CREATE INDEX ON public.jb_checkpointdata (id);

-- Who runs what ------------------------------------------------------------------------------------------------------

CREATE TABLE ops.node (
    node         uuid PRIMARY KEY,
    machine      text NOT NULL,
    pid          bigint NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.node IS 'Servers that are up. One that stops, or whose heartbeat stops, has no row.';
COMMENT ON COLUMN ops.node.node IS 'Made at each start.';
COMMENT ON COLUMN ops.node.machine IS 'Which operating system, since which boot, a process id means something in.';
COMMENT ON COLUMN ops.node.pid IS 'Process id.';
COMMENT ON COLUMN ops.node.started_at IS 'Time of the start.';
COMMENT ON COLUMN ops.node.heartbeat_at IS 'Last sign of life.';

CREATE TABLE ops.execution (
    execution_id   bigint PRIMARY KEY,
    job            text NOT NULL,
    node           uuid NOT NULL,
    parameters     jsonb NOT NULL,
    stop_requested boolean NOT NULL DEFAULT false,
    error          text
);
COMMENT ON TABLE ops.execution IS 'What the job repository does not know of an execution.';
COMMENT ON COLUMN ops.execution.execution_id IS 'Id in the job repository.';
COMMENT ON COLUMN ops.execution.job IS 'Id of the job.';
COMMENT ON COLUMN ops.execution.node IS 'Server that runs it, or did.';
COMMENT ON COLUMN ops.execution.parameters IS 'Parameters, texts by name: a restart passes them again.';
COMMENT ON COLUMN ops.execution.stop_requested IS 'Its server is asked to stop it.';
COMMENT ON COLUMN ops.execution.error IS 'Why it failed: kinds of errors and places in the program, no values.';
CREATE INDEX ON ops.execution (job, execution_id);

CREATE TABLE ops.schedule (
    job          text PRIMARY KEY,
    cron         text NOT NULL,
    zone         text NOT NULL,
    enabled      boolean NOT NULL,
    misfire      text NOT NULL CHECK (misfire IN ('run-once', 'skip')),
    next_fire_at timestamptz,
    last_fire_at timestamptz
);
COMMENT ON TABLE ops.schedule IS 'When jobs start by themselves.';
COMMENT ON COLUMN ops.schedule.job IS 'Id of the job.';
COMMENT ON COLUMN ops.schedule.cron IS 'Minute, hour, day of month, month, day of week, as in Unix cron.';
COMMENT ON COLUMN ops.schedule.zone IS 'Time zone of the fields, IANA name.';
COMMENT ON COLUMN ops.schedule.enabled IS 'Whether it fires.';
COMMENT ON COLUMN ops.schedule.misfire IS 'What becomes of times that passed while no server was up: one run, or none.';
COMMENT ON COLUMN ops.schedule.next_fire_at IS 'Next time; null until a server has computed it. Servers compete to move it on: who does, fires.';
COMMENT ON COLUMN ops.schedule.last_fire_at IS 'Time for which it fired last.';
INSERT INTO ops.schedule (job, cron, zone, enabled, misfire) VALUES
    ('hourly-kpi', '*/5 * * * *', 'UTC', true, 'run-once'),
    ('daily-kpi', '15 * * * *', 'UTC', true, 'run-once');
