-- The audit trail, and which master key this database was used with.

CREATE TABLE ops.master_key (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    check_value bytea NOT NULL CHECK (octet_length(check_value) = 32)
);
COMMENT ON TABLE ops.master_key IS 'Which master key this database was used with. The key itself lies in a file, never here.';
COMMENT ON COLUMN ops.master_key.one IS 'There is one row.';
COMMENT ON COLUMN ops.master_key.check_value IS 'HMAC-SHA256 of a constant under a key derived from the master key.';

CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'Who read or changed personal data: append-only, chained, signed. Persons by keyed HMAC only.';

-- Refuses what an append-only table must not see, whoever asks; only the owner of a table can take a trigger off it.
CREATE FUNCTION audit.refuse() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION audit.refuse() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE.';

CREATE TABLE audit.entry (
    segment   date NOT NULL,
    seq       bigint NOT NULL,
    at        timestamptz NOT NULL,
    actor     text NOT NULL,
    role      text NOT NULL,
    action    text NOT NULL,
    kind      text NOT NULL,
    persons   bigint NOT NULL CHECK (persons >= 0),
    purpose   text NOT NULL,
    subjects  text[] NOT NULL,
    before    bytea NOT NULL,
    signature bytea NOT NULL,
    hash      bytea NOT NULL,
    PRIMARY KEY (segment, seq)
) PARTITION BY LIST (segment);
COMMENT ON TABLE audit.entry IS 'One row a read or change of personal data. A chain: each row''s signature and hash cover the hash of the row before.';
COMMENT ON COLUMN audit.entry.segment IS 'UTC day that began the segment; entries are dropped by whole segments.';
COMMENT ON COLUMN audit.entry.seq IS 'Place in the chain, without gaps, from 1.';
COMMENT ON COLUMN audit.entry.at IS 'When it was recorded, by the database''s clock; never before the row in front.';
COMMENT ON COLUMN audit.entry.actor IS 'Id of the client, or of the job.';
COMMENT ON COLUMN audit.entry.role IS 'Role that allowed it; job for batch jobs.';
COMMENT ON COLUMN audit.entry.action IS 'read, change, export, erase and so on; see audit.Action.';
COMMENT ON COLUMN audit.entry.kind IS 'Kind of data, such as call or report/calls.';
COMMENT ON COLUMN audit.entry.persons IS 'How many persons or person records it showed or changed.';
COMMENT ON COLUMN audit.entry.purpose IS 'What for: as the caller said, else the default of the role.';
COMMENT ON COLUMN audit.entry.subjects IS 'Persons that were named or shown one by one, each as HMAC-SHA256 in hexadecimal digits; empty for lists.';
COMMENT ON COLUMN audit.entry.before IS 'Hash of the entry in front; 32 zero bytes for the first.';
COMMENT ON COLUMN audit.entry.signature IS 'HMAC-SHA256 over the row and the hash before, under a key of the actor''s own.';
COMMENT ON COLUMN audit.entry.hash IS 'SHA-256 over the row, its signature and the hash before.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.refuse();

CREATE TABLE audit.segment (
    segment   date PRIMARY KEY,
    first_seq bigint NOT NULL UNIQUE,
    before    bytea NOT NULL
);
COMMENT ON TABLE audit.segment IS 'Segments of audit.entry, one partition each.';
COMMENT ON COLUMN audit.segment.segment IS 'UTC day that began it.';
COMMENT ON COLUMN audit.segment.first_seq IS 'Place in the chain of its first entry.';
COMMENT ON COLUMN audit.segment.before IS 'Hash of the entry in front of its first; 32 zero bytes at the start of the chain.';
CREATE TRIGGER append_only BEFORE UPDATE ON audit.segment FOR EACH ROW EXECUTE FUNCTION audit.refuse();

CREATE TABLE audit.anchor (
    kind      text NOT NULL CHECK (kind IN ('anchor', 'start')),
    seq       bigint NOT NULL,
    at        timestamptz NOT NULL,
    hash      bytea NOT NULL,
    kid       text NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (kind, seq)
);
COMMENT ON TABLE audit.anchor IS 'Signed statements about the chain, also kept in a file outside the database.';
COMMENT ON COLUMN audit.anchor.kind IS 'anchor: the chain reached this entry; start: everything up to this entry was dropped when its retention ended.';
COMMENT ON COLUMN audit.anchor.seq IS 'Place in the chain.';
COMMENT ON COLUMN audit.anchor.at IS 'When it was signed.';
COMMENT ON COLUMN audit.anchor.hash IS 'Hash of the entry at that place.';
COMMENT ON COLUMN audit.anchor.kid IS 'Thumbprint of the signing key (RFC 7638).';
COMMENT ON COLUMN audit.anchor.signature IS 'Ed25519 signature.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.anchor FOR EACH ROW EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit.anchor FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
