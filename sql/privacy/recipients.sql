-- purpose: clients that may see persons, and the ground on which identifiers go to them abroad
-- parameters: none
-- plan: ops.client is small
SELECT c.id,
       c.region,
       (SELECT t.ground || ': ' || t.document
        FROM privacy.transfer t
        WHERE t.client = c.id AND t.ended_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
        ORDER BY t.id DESC
        LIMIT 1) AS ground
FROM ops.client c
WHERE c.roles && ARRAY ['analyst', 'operator', 'privacy-officer']
ORDER BY c.id
