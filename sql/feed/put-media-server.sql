-- purpose: adds a media server, or replaces the one of the same name; tells whether it is new
-- parameters: name, url, enabled, headers (JSON object of strings), trust
-- expected plan: one row by primary key
INSERT INTO ops.media_server (name, url, enabled, headers, trust)
VALUES (:name, :url, :enabled, CAST(:headers AS jsonb), :trust)
ON CONFLICT (name) DO UPDATE
SET url = excluded.url, enabled = excluded.enabled, headers = excluded.headers, trust = excluded.trust, changed_at = now()
RETURNING xmax = 0 AS is_new
