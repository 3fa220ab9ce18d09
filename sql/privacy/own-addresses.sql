-- purpose: addresses of a person's own legs: the location names the role that the person alone has in the call
-- parameters: calls, roles: arrays of one length, what the person was in which call
-- plan: hash semi-join of the addresses of these calls, each with the call's participants by primary key
SELECT a.tableoid::regclass::text || a.ctid::text AS place,
       CASE s.dataset WHEN 'ui' THEN 'local_address' ELSE 'remote_address' END AS own
FROM (SELECT DISTINCT * FROM unnest(:calls, :roles) AS t (call_key, role)) AS o
JOIN identity.address a USING (call_key)
JOIN raw.source s ON s.source_key = a.source_key AND split_part(s.location, '/', 2) = o.role
WHERE (SELECT count(DISTINCT p.external_id) FROM identity.participant p WHERE p.call_key = o.call_key AND p.role = o.role) = 1
