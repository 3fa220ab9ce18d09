-- purpose: exports of a person go
-- parameters: hash
-- plan: index on request_identity.hash, primary key
DELETE FROM privacy.export_part
WHERE request_id IN (SELECT request_id FROM privacy.request_identity WHERE hash = :hash)
