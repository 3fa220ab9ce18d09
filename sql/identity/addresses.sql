-- purpose: addresses of legs, those not stored yet
-- parameters: days, calls, sources, locals, remotes: arrays of one length, sorted
-- expected plan: insert with index look-ups on identity.address
INSERT INTO identity.address (day, call_key, source_key, local_address, remote_address)
SELECT * FROM unnest(:days, :calls, :sources, :locals, :remotes)
ON CONFLICT DO NOTHING
