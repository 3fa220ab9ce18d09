-- purpose: key of a source, made where there is none
-- parameters: a dataset, b location, c server
-- expected plan: index scan on raw.source
INSERT INTO raw.source AS s (dataset, location, server)
VALUES (:a, :b, :c)
ON CONFLICT (dataset, location, server) DO UPDATE SET server = EXCLUDED.server
RETURNING s.source_key
