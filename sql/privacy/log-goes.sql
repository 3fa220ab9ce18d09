-- purpose: whether the server deletes its write-ahead log behind a checkpoint: not if it writes old files over, keeps some for
--   standbys, or archives them
-- parameters: none
-- plan: views of the server
SELECT (SELECT count(*)
        FROM pg_settings
        WHERE (name, setting) IN (('wal_recycle', 'off'), ('wal_keep_size', '0'), ('archive_mode', 'off'))) = 3
   AND NOT EXISTS (SELECT FROM pg_replication_slots)
