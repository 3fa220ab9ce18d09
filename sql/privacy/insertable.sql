-- purpose: columns of a table that a row can be inserted with, in order
-- parameters: table (qualified name)
-- plan: system catalogue
SELECT quote_ident(attname)
FROM pg_attribute
WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped AND attidentity <> 'a' AND attgenerated = ''
ORDER BY attnum
