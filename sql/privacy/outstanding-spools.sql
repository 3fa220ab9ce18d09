-- purpose: spools, also of nodes that are gone, and nodes that are up, that have not been cleared for an erasure
-- parameters: id
-- plan: few rows
-- A node that is up mostly has a spool that is known: they are not added up.
SELECT greatest(
    (SELECT count(DISTINCT p.spool_id)
     FROM ops.spool_position p
     WHERE NOT EXISTS (SELECT FROM privacy.spool_erasure e WHERE e.erasure = :id AND e.spool = p.spool_id)),
    (SELECT count(*)
     FROM ops.node n
     WHERE NOT EXISTS (SELECT FROM privacy.spool_erasure e WHERE e.erasure = :id AND e.node = n.node)))
