-- purpose: remember set-top-box reports; returns the fingerprints that were not there yet
-- parameters: days, fingerprints: arrays of one length, sorted by fingerprint
-- expected plan: insert with index look-ups on raw.stb_seen
INSERT INTO raw.stb_seen (day, fingerprint)
SELECT w.day, w.fingerprint
FROM unnest(:days, :fingerprints) WITH ORDINALITY AS w (day, fingerprint, position)
ORDER BY w.position
ON CONFLICT DO NOTHING
RETURNING fingerprint
