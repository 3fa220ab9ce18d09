-- purpose: the few things that may be done with the audit trail, for a role that owns none of it

-- purpose: waits for its turn at the end of the chain, which lasts until the transaction ends, and tells where that is
-- Its lock and its reading are two statements, so that the reading sees what the one before committed.
CREATE OR REPLACE FUNCTION audit.head(
    OUT segment date, OUT seq bigint, OUT hash bytea, OUT at timestamptz, OUT today date)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog
    SET timezone = 'UTC'
    SET lock_timeout = '10s'
AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit.head'));
    SELECT s.segment, s.first_seq - 1 AS seq, s.before INTO last FROM audit.segment s ORDER BY s.segment DESC LIMIT 1;
    segment := last.segment;
    seq := coalesce(last.seq, 0);
    hash := coalesce(last.before, decode(repeat('00', 32), 'hex'));
    at := clock_timestamp();
    IF segment IS NOT NULL THEN
        -- In the primary key's order: by the place alone, all entries of the day would be read for each.
        FOR last IN EXECUTE format('SELECT seq, hash, at FROM audit.%I ORDER BY segment DESC, seq DESC LIMIT 1',
                                   'entry_' || to_char(segment, 'YYYYMMDD')) LOOP
            seq := last.seq;
            hash := last.hash;
            at := greatest(at, last.at);
        END LOOP;
    END IF;
    today := greatest(at::date, segment);
END
$$;
COMMENT ON FUNCTION audit.head() IS 'Locks the end of the chain until the transaction ends and tells where it is.';

-- purpose: a new segment at the end of the chain
-- parameters: its day, later than any there is; its first place; the hash in front
CREATE OR REPLACE FUNCTION audit.open_segment(day date, first_seq bigint, before bytea) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog
AS $$
DECLARE
    child text := format('audit.%I', 'entry_' || to_char(day, 'YYYYMMDD'));
BEGIN
    IF day <= (SELECT max(s.segment) FROM audit.segment s) OR first_seq <= (SELECT max(s.first_seq) FROM audit.segment s) THEN
        RAISE EXCEPTION 'segments are opened in order' USING ERRCODE = 'data_exception';
    END IF;
    INSERT INTO audit.segment VALUES (day, first_seq, before);
    EXECUTE format('CREATE TABLE %s (LIKE audit.entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)', child);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %s FOR EACH STATEMENT'
                   ' EXECUTE FUNCTION audit.refuse()', child);
    EXECUTE format('ALTER TABLE audit.entry ATTACH PARTITION %s FOR VALUES IN (%L)', child, day);
END
$$;
COMMENT ON FUNCTION audit.open_segment(date, bigint, bytea) IS 'Makes a segment of the audit trail.';

-- purpose: drops a segment whose retention ended
-- parameters: its day; a signed start at its last entry or behind must be there, without which verification would find it
-- missing, and a later segment, which tells where the chain goes on
CREATE OR REPLACE FUNCTION audit.drop_segment(day date) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog
AS $$
DECLARE
    child text := format('audit.%I', 'entry_' || to_char(day, 'YYYYMMDD'));
    last  bigint;
BEGIN
    EXECUTE format('SELECT max(seq) FROM %s', child) INTO last;
    IF last > coalesce((SELECT max(a.seq) FROM audit.anchor a WHERE a.kind = 'start'), 0)
        OR NOT EXISTS (SELECT FROM audit.segment s WHERE s.segment > day) THEN
        RAISE EXCEPTION 'segment % has no start behind it', day USING ERRCODE = 'data_exception';
    END IF;
    DELETE FROM audit.segment s WHERE s.segment = day;
    EXECUTE format('DROP TABLE %s', child);
END
$$;
COMMENT ON FUNCTION audit.drop_segment(date) IS 'Drops a segment of the audit trail behind which a signed start stands.';
