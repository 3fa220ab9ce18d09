-- purpose: sets a job's schedule
-- parameters: job, cron, zone, enabled, misfire, next (null when not enabled)
-- expected plan: primary key
INSERT INTO ops.schedule (job, cron, zone, enabled, misfire, next_fire_at)
VALUES (:job, :cron, :zone, :enabled, :misfire, CAST(:next AS timestamptz))
    ON CONFLICT (job) DO UPDATE
   SET cron = excluded.cron,
       zone = excluded.zone,
       enabled = excluded.enabled,
       misfire = excluded.misfire,
       next_fire_at = excluded.next_fire_at
