-- An external PostgreSQL: run once by a superuser in the checked-out project, psql -f payara-config/production/postgresql-roles.sql;
-- then set the passwords by \password. A restored dump needs these roles before it.

-- Owns database and schema; runs migrations (--migrate), never the server.
CREATE ROLE tmc LOGIN;
-- tmc_server, whom the server signs in as, and the roles that it takes for its transactions.
\ir ../database-roles.sql
-- For tools that look at measurements: no schema with identities is granted to it.
CREATE ROLE tmc_reader LOGIN;
GRANT tmc_report TO tmc_reader;
-- For pg_dump and pg_basebackup.
CREATE ROLE tmc_backup LOGIN REPLICATION;
GRANT pg_read_all_data TO tmc_backup;

CREATE DATABASE tmc OWNER tmc ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE tmc FROM PUBLIC;
GRANT CONNECT ON DATABASE tmc TO tmc_server, tmc_reader, tmc_backup;
-- Once more within it: rights to functions are a database's own.
\connect tmc
\ir ../database-roles.sql

-- In postgresql.conf: fsync, synchronous_commit and full_page_writes on; max_locks_per_transaction = 512 (many partitions in
-- one transaction); log_error_verbosity = terse and log_min_error_statement = panic, since statements can hold personal data.
