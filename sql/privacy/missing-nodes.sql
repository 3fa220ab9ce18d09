-- purpose: nodes that are up and have not cleared their spools for an erasure
-- parameters: id
-- plan: few rows
SELECT count(*)
FROM ops.node n
WHERE NOT EXISTS (SELECT FROM privacy.spool_erasure e WHERE e.erasure = :id AND e.node = n.node)
