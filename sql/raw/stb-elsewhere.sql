-- purpose: fingerprints that lie under another day too
-- parameters: days, fingerprints: arrays of one length, days to look under
-- plan: nested loop over the pairs, one index look-up on raw.stb_seen each, in the partition of its day
SELECT s.fingerprint
FROM unnest(:days, :fingerprints) AS w (day, fingerprint)
JOIN raw.stb_seen s ON s.fingerprint = w.fingerprint AND s.day = w.day
