-- purpose: partitions for one UTC day (and its month), in every table of ops.partitioned
-- parameters: the day
-- Tables are made apart and attached: ATTACH takes a lock that readers and writers do not wait for.
CREATE OR REPLACE FUNCTION ops.ensure_day(for_day date) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog
    SET timezone = 'UTC'
AS $$
DECLARE
    p     record;
    first date;
    next  date;
    child text;
    made  integer := 0;
BEGIN
    IF for_day < DATE '2000-01-01' OR for_day > current_date + 400 THEN
        RAISE EXCEPTION 'day % is out of range', for_day USING ERRCODE = 'data_exception';
    END IF;
    FOR p IN SELECT parent, step FROM ops.partitioned ORDER BY parent LOOP
        first := CASE p.step WHEN 'day' THEN for_day ELSE date_trunc('month', for_day)::date END;
        next := CASE p.step WHEN 'day' THEN for_day + 1 ELSE (first + interval '1 month')::date END;
        child := p.parent || to_char(first, CASE p.step WHEN 'day' THEN '_YYYYMMDD' ELSE '_YYYYMM' END);
        IF to_regclass(child) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('ops.ensure_day'));
            -- By a query: to_regclass would answer from what this session remembers from before it waited.
            IF NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                           WHERE n.nspname = split_part(child, '.', 1) AND c.relname = split_part(child, '.', 2)) THEN
                EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING COMMENTS)',
                               child, p.parent);
                EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)',
                               p.parent, child, first, next);
                made := made + 1;
            END IF;
        END IF;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION ops.ensure_day(date) IS 'Makes the partitions of a UTC day where they are missing; returns how many it made.';
