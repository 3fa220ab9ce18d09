-- purpose: fingerprints that lie under another day too: the box's clock was out of range at one receipt only
-- parameters: fingerprints: new ones; any_day: those of them whose clock is out of range now
-- expected plan: index scans on raw.stb_seen, one partition for the first part
SELECT fingerprint
FROM raw.stb_seen
WHERE day = DATE '1970-01-01' AND fingerprint = ANY (:fingerprints) AND NOT fingerprint = ANY (:any_day)
UNION ALL
SELECT fingerprint
FROM raw.stb_seen
WHERE day > DATE '1970-01-01' AND fingerprint = ANY (:any_day)
