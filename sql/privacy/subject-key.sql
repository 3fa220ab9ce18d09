-- purpose: a call or box of the person
-- parameters: request, name (column), key, day
-- plan: primary key
INSERT INTO privacy.subject_key (request_id, name, key, day)
VALUES (:request, :name, :key, coalesce(:day::date, DATE '2000-01-01'))
ON CONFLICT DO NOTHING
