-- purpose: every column of the product's tables with its comment and the keys beside it
-- parameters: none
-- plan: system catalogue, once a start
SELECT n.nspname AS schema,
       c.relname AS "table",
       a.attname AS "column",
       format_type(a.atttypid, a.atttypmod) AS type,
       coalesce(col_description(c.oid, a.attnum), '') AS comment,
       ARRAY (SELECT k.attname::text
              FROM pg_attribute k
              WHERE k.attrelid = c.oid AND k.attnum > 0 AND NOT k.attisdropped
                AND k.attname IN ('day', 'call_key', 'device_key')
              ORDER BY 1) AS keys
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2, a.attnum
