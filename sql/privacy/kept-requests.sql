-- purpose: how many other requests of the same person hold clear values, encrypted
-- parameters: id
-- plan: primary key of request_identity, its index on hash, primary key of request
SELECT count(DISTINCT r.id)
FROM privacy.request_identity i
JOIN privacy.request_identity o ON o.hash = i.hash
JOIN privacy.request r ON r.id = o.request_id
WHERE i.request_id = :id AND r.id <> :id AND r.sealed IS NOT NULL
