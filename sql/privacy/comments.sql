-- purpose: columns of a table with their comments and types, in order
-- parameters: table (qualified name)
-- plan: system catalogue
SELECT attname, coalesce(col_description(attrelid, attnum), ''), format_type(atttypid, atttypmod)
FROM pg_attribute
WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
