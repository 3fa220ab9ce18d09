-- purpose: tables whose rows belong to a call or a set-top box by surrogate key
-- parameters: none
-- plan: system catalogue
SELECT n.nspname || '.' || c.relname AS name,
       array_agg(a.attname::text ORDER BY a.attname) FILTER (WHERE a.attname IN ('call_key', 'device_key')) AS keys,
       (array_agg(a.attname::text ORDER BY array_position(ARRAY ['day', 'hour', 'at']::name[], a.attname))
           FILTER (WHERE a.attname IN ('day', 'hour', 'at')))[1] AS time
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('raw', 'identity', 'kpi')
GROUP BY 1
HAVING count(*) FILTER (WHERE a.attname IN ('call_key', 'device_key')) > 0
ORDER BY 1
