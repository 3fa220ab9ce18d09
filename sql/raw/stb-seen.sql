-- purpose: which set-top-box reports were remembered under a day
-- parameters: day; fingerprints
-- plan: index look-ups on raw.stb_seen in the day's partition
SELECT fingerprint
FROM raw.stb_seen
WHERE day = :day AND fingerprint = ANY (:fingerprints)
