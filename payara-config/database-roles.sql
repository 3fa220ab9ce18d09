-- What the server may do in the database, in parts: it signs in as tmc_server and takes another of these roles for each
-- transaction (org.tmcstats.store.DatabaseRole). Run by a superuser in the application's database, as often as wanted; what
-- each role may touch is in sql/routines/afterMigrate__grants.sql.
DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY ['tmc_ingest', 'tmc_rollup', 'tmc_report', 'tmc_person', 'tmc_privacy'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', r);
        END IF;
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tmc_server') THEN
        -- NOINHERIT: what the other roles may do, it may only after SET ROLE.
        CREATE ROLE tmc_server LOGIN NOINHERIT;
    END IF;
END
$$;
DO $$
BEGIN
    -- What PostgreSQL keeps of deleted rows is cleared after an erasure: tables are rewritten, the write-ahead log moves on.
    GRANT pg_checkpoint TO tmc_privacy;
    GRANT EXECUTE ON FUNCTION pg_switch_wal() TO tmc_privacy;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg_maintain') THEN -- PostgreSQL 17
        GRANT pg_maintain TO tmc_privacy;
    END IF;
END
$$;
GRANT tmc_report TO tmc_person;
GRANT tmc_ingest, tmc_rollup, tmc_report, tmc_person, tmc_privacy TO tmc_server;
