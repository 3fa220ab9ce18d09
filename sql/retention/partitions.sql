-- purpose: partitions of given kinds of data that lie before a day, oldest first, with their size as PostgreSQL's statistics know it
-- parameters: kinds; before: partitions that end later are left out
-- plan: system catalogue; no table is read
SELECT p.parent,
       p.step,
       p.retention,
       p.keep_accepted,
       d.first_day,
       CASE p.step WHEN 'day' THEN d.first_day + 1 ELSE (d.first_day + interval '1 month')::date END AS next_day,
       greatest(c.reltuples, s.n_live_tup)::bigint AS rows,
       pg_total_relation_size(c.oid) AS bytes,
       pg_relation_size(c.oid) = 0 AS empty,
       ARRAY (SELECT a.attname::text
              FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              ORDER BY a.attnum) AS columns
FROM ops.partitioned p
JOIN pg_inherits i ON i.inhparent = to_regclass(p.parent)
JOIN pg_class c ON c.oid = i.inhrelid
LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
CROSS JOIN LATERAL (
    SELECT to_date(substring(c.relname FROM '_(\d+)$'), CASE p.step WHEN 'day' THEN 'YYYYMMDD' ELSE 'YYYYMM' END) AS first_day) d
WHERE p.retention = ANY (:kinds)
  AND CASE p.step WHEN 'day' THEN d.first_day + 1 ELSE (d.first_day + interval '1 month')::date END <= :before
ORDER BY d.first_day, next_day, p.parent
