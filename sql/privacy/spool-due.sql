-- purpose: erasures whose person's sessions are known, and that this node or its spool has not been cleared for
-- parameters: spool, node
-- plan: few rows
-- An erasure under way waits for each node; of former ones a spool that was cleared once holds nothing any more.
SELECT e.id
FROM privacy.erasure e
WHERE e.found_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM privacy.spool_erasure s
                  WHERE s.erasure = e.id
                    AND (s.node = :node OR s.spool = :spool AND e.applied_at IS NOT NULL))
