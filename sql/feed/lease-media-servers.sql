-- purpose: takes or renews the leases of media servers that no other node holds; returns the names of those held
-- parameters: names, holder, silence: seconds without a sign after which another node's lease is taken over
-- expected plan: one row each by primary key, in the order of names, so that two nodes cannot wait for each other
INSERT INTO ops.media_server_lease AS l (name, holder, renewed_at)
SELECT name, :holder, now()
FROM unnest(:names) AS n (name)
ORDER BY name
ON CONFLICT (name) DO UPDATE
SET holder = excluded.holder, renewed_at = excluded.renewed_at
WHERE l.holder = excluded.holder OR l.renewed_at < now() - :silence * interval '1 s'
RETURNING name
