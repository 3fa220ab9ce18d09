-- purpose: how many consents are those of a request's person
-- parameters: id
-- plan: primary key of request_identity, index on consent.person_hmac
SELECT count(DISTINCT c.id)
FROM privacy.request_identity i
JOIN privacy.consent c ON c.person_hmac = i.hash
WHERE i.request_id = :id
