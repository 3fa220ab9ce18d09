-- An external PostgreSQL: run once by a superuser, psql -f postgresql-roles.sql; then set the passwords by \password.
-- tmc owns the database: it makes and drops partitions, so migrations and the server share it.
CREATE ROLE tmc LOGIN;
-- For tools that look at measurements: no schema with identities is granted to it.
CREATE ROLE tmc_reader LOGIN;
-- For pg_dump and pg_basebackup.
CREATE ROLE tmc_backup LOGIN REPLICATION;
GRANT pg_read_all_data TO tmc_backup;

CREATE DATABASE tmc OWNER tmc ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE tmc FROM PUBLIC;
GRANT CONNECT ON DATABASE tmc TO tmc_reader, tmc_backup;

-- After the first start, as tmc, in the database tmc:
--   GRANT USAGE ON SCHEMA kpi TO tmc_reader;
--   GRANT SELECT ON ALL TABLES IN SCHEMA kpi TO tmc_reader;
--   ALTER DEFAULT PRIVILEGES IN SCHEMA kpi GRANT SELECT ON TABLES TO tmc_reader;

-- In postgresql.conf: fsync, synchronous_commit and full_page_writes on; max_locks_per_transaction = 512 (many partitions in
-- one transaction); log_error_verbosity = terse and log_min_error_statement = panic, since statements can hold personal data.
