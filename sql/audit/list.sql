-- purpose: entries, latest first
-- parameters: before (place), from and to (times) with their days, most; and any of actor, role, action, kind, purpose, subject, or null
-- plan: the partitions of the days, latest first by primary key, until the page is full
SELECT seq, at, actor, role, action, kind, persons, purpose, subjects, encode(before, 'hex') AS before,
       encode(signature, 'hex') AS signature, encode(hash, 'hex') AS hash
FROM audit.entry
WHERE seq < :before
  AND segment BETWEEN :fromDay AND :toDay
  AND at >= :from AND at < :to
  AND (:actor::text IS NULL OR actor = :actor)
  AND (:role::text IS NULL OR role = :role)
  AND (:action::text IS NULL OR action = :action)
  AND (:kind::text IS NULL OR kind = :kind)
  AND (:purpose::text IS NULL OR purpose = :purpose)
  AND (:subject::text IS NULL OR subjects @> ARRAY [:subject::text])
ORDER BY segment DESC, seq DESC
LIMIT :most
