-- purpose: who may do what, the whole table; run by Flyway after each migration, so that new tables are covered
-- A rule is for tables, views and sequences of a schema whose names are LIKE its pattern. Partitions need none: rights are
-- those of the table that is named in a statement. Whoever may INSERT may use the schema's sequences.
DO $$
DECLARE
    missing text;
    g       record;
BEGIN
    SELECT string_agg(r, ', ') INTO missing
    FROM unnest(ARRAY ['tmc_server', 'tmc_ingest', 'tmc_rollup', 'tmc_report', 'tmc_person', 'tmc_privacy']) r
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'database roles are missing: %; a superuser makes them with payara-config/database-roles.sql', missing;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('tmc.grants'));

    CREATE TEMPORARY TABLE tmc_rule (role text, schema text, pattern text, but text, privileges text) ON COMMIT DROP;
    INSERT INTO tmc_rule VALUES
        -- Feeds: records and identities in, never out again by deletion.
        ('tmc_ingest', 'raw', '%', '', 'SELECT, INSERT, UPDATE'),
        ('tmc_ingest', 'identity', '%', 'secret', 'SELECT, INSERT, UPDATE'),
        ('tmc_ingest', 'identity', 'secret', '', 'SELECT'),
        ('tmc_ingest', 'ops', 'spool_position', '', 'SELECT, INSERT, UPDATE'),
        ('tmc_ingest', 'privacy', 'suppressed', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_ingest', 'privacy', 'suppression', '', 'SELECT, UPDATE'),
        ('tmc_ingest', 'privacy', 'set\_aside', '', 'SELECT, INSERT'),
        -- Roll-ups: KPIs of raw rows; a box is followed over midnight by its identity.
        ('tmc_rollup', 'raw', '%', '', 'SELECT'),
        ('tmc_rollup', 'raw', 'batch', '', 'SELECT, UPDATE, DELETE'),
        ('tmc_rollup', 'kpi', '%', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_rollup', 'identity', 'device', '', 'SELECT'),
        -- Reports without persons.
        ('tmc_report', 'raw', '%', '', 'SELECT'),
        ('tmc_report', 'kpi', '%', '', 'SELECT'),
        ('tmc_report', 'masked', '%', '', 'SELECT'),
        ('tmc_report', 'ops', 'setting', '', 'SELECT'),
        -- Reports with persons: the same, and who they are.
        ('tmc_person', 'identity', '%', 'secret', 'SELECT'),
        ('tmc_person', 'ops', 'purged', '', 'SELECT'),
        -- Rights of the people in the data, and retention.
        ('tmc_privacy', 'raw', '%', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_privacy', 'identity', '%', 'secret', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_privacy', 'identity', 'secret', '', 'SELECT'),
        ('tmc_privacy', 'kpi', '%', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_privacy', 'privacy', '%', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_privacy', 'ops', 'partitioned', '', 'SELECT'),
        ('tmc_privacy', 'ops', 'retention', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_privacy', 'ops', 'purged', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_privacy', 'ops', 'execution', '', 'SELECT'),
        ('tmc_privacy', 'ops', 'node', '', 'SELECT'),
        ('tmc_privacy', 'ops', 'spool\_position', '', 'SELECT'),
        ('tmc_privacy', 'public', 'jb\_executioninstancedata', '', 'SELECT'),
        ('tmc_privacy', 'public', 'jb\_jobinstancedata', '', 'SELECT'),
        -- Everything else: clients, sessions, schedules, settings, the server's job repository. No measurement, no person.
        ('tmc_server', 'ops', '%', 'master\_key', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_server', 'ops', 'master\_key', '', 'SELECT, INSERT'),
        ('tmc_server', 'privacy', 'transfer', '', 'SELECT'),
        -- The audit trail grows, and is never changed; its segments come and go by functions.
        ('tmc_server', 'audit', 'entry', '', 'SELECT, INSERT'),
        ('tmc_server', 'audit', 'anchor', '', 'SELECT, INSERT'),
        ('tmc_server', 'audit', 'segment', '', 'SELECT'),
        ('tmc_server', 'public', 'jb\_%', '', 'SELECT, INSERT, UPDATE, DELETE'),
        ('tmc_server', 'public', 'flyway\_schema\_history', '', 'SELECT');

    FOR g IN
        SELECT DISTINCT r.role, r.schema FROM tmc_rule r JOIN pg_namespace n ON n.nspname = r.schema
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', g.schema, g.role);
    END LOOP;
    FOR g IN
        SELECT r.role, r.privileges, format('%I.%I', n.nspname, c.relname) AS relation, c.relkind = 'S' AS sequence
        FROM tmc_rule r
        JOIN pg_namespace n ON n.nspname = r.schema
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'S') AND NOT c.relispartition
        WHERE c.relname LIKE r.pattern AND (r.but = '' OR c.relname NOT LIKE r.but)
          AND (c.relkind <> 'S' OR r.privileges LIKE '%INSERT%')
    LOOP
        EXECUTE format('GRANT %s ON %s %s TO %I',
                       CASE WHEN g.sequence THEN 'USAGE, SELECT' ELSE g.privileges END,
                       CASE WHEN g.sequence THEN 'SEQUENCE' ELSE 'TABLE' END, g.relation, g.role);
    END LOOP;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ops TO tmc_privacy;
    GRANT USAGE ON SCHEMA ops TO tmc_rollup;
    GRANT SELECT (id, roles, region) ON ops.client TO tmc_privacy;
    -- Functions that run with their owner's rights are nobody's but whose they are for.
    REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ops, audit FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION audit.head(), audit.open_segment(date, bigint, bytea), audit.drop_segment(date) TO tmc_server;
    GRANT EXECUTE ON FUNCTION ops.ensure_day(date) TO tmc_ingest, tmc_rollup, tmc_privacy;
    GRANT EXECUTE ON FUNCTION ops.partition_of(text, date), ops.lock_partition(text, date), ops.empty_partition(text, date),
        ops.drop_partition(text, date) TO tmc_privacy;
    -- Roll-ups sort and merge in temporary tables.
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO tmc_server', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO tmc_rollup, tmc_privacy', current_database());
END
$$;
