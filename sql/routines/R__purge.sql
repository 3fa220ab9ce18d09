-- purpose: what purges may do with partitions, for a role that owns none of them

-- purpose: nobody writes into a partition any more until the transaction ends; who reads is not disturbed
-- parameters: parent, first day of the partition
CREATE OR REPLACE FUNCTION ops.lock_partition(parent_name text, first_day date) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog
AS $$
BEGIN
    EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', ops.partition_of(parent_name, first_day));
END
$$;
COMMENT ON FUNCTION ops.lock_partition(text, date) IS 'Keeps writers out of a partition until the transaction ends.';

-- purpose: empties a partition at once, whatever it holds; readers wait for the end of the transaction
-- parameters: parent, first day of the partition
CREATE OR REPLACE FUNCTION ops.empty_partition(parent_name text, first_day date) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog
AS $$
BEGIN
    EXECUTE format('TRUNCATE %s', ops.partition_of(parent_name, first_day));
END
$$;
COMMENT ON FUNCTION ops.empty_partition(text, date) IS 'Empties a partition.';

-- purpose: drops a partition; takes a lock on the whole table, so briefly that ingest does not notice
-- parameters: parent, first day of the partition
CREATE OR REPLACE FUNCTION ops.drop_partition(parent_name text, first_day date) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog
AS $$
BEGIN
    EXECUTE format('DROP TABLE %s', ops.partition_of(parent_name, first_day));
END
$$;
COMMENT ON FUNCTION ops.drop_partition(text, date) IS 'Drops a partition.';

-- purpose: name of a partition that ops.ensure_day made
-- parameters: parent, first day of the partition
CREATE OR REPLACE FUNCTION ops.partition_of(parent_name text, first_day date) RETURNS text
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog
AS $$
DECLARE
    child text;
BEGIN
    SELECT p.parent || to_char(first_day, CASE p.step WHEN 'day' THEN '_YYYYMMDD' ELSE '_YYYYMM' END) INTO child
    FROM ops.partitioned p WHERE p.parent = parent_name;
    IF child IS NULL OR to_regclass(child) IS NULL THEN
        RAISE EXCEPTION 'there is no such partition' USING ERRCODE = 'undefined_table';
    END IF;
    RETURN child;
END
$$;
COMMENT ON FUNCTION ops.partition_of(text, date) IS 'Name of a partition of a table of ops.partitioned.';
