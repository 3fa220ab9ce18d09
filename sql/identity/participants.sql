-- purpose: agents and customers of calls, those not stored yet
-- parameters: days, calls, roles, ids, names: arrays of one length, sorted
-- expected plan: insert with index look-ups on identity.participant
INSERT INTO identity.participant (day, call_key, role, external_id, name)
SELECT * FROM unnest(:days, :calls, :roles, :ids, :names)
ON CONFLICT DO NOTHING
