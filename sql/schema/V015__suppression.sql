-- Persons whose new records are stored without identity (objection, GDPR Art. 21), or aside (restriction, Art. 18), and those
-- that were erased (Art. 17), whose earlier records may still lie in a spool. Keyed hashes only.

CREATE TABLE privacy.suppressed (
    kind            text NOT NULL,
    hash            bytea NOT NULL,
    effect          text NOT NULL CHECK (effect IN ('drop', 'aside')),
    request_id      uuid NOT NULL,
    received_before timestamptz,
    forget_at       timestamptz,
    PRIMARY KEY (request_id, kind, hash)
);
COMMENT ON TABLE privacy.suppressed IS 'Whose identities the writer of raw rows does not store.';
COMMENT ON COLUMN privacy.suppressed.kind IS 'agent, customer, phone, sip-uri, ip, device or session.';
COMMENT ON COLUMN privacy.suppressed.hash IS 'Keyed hash of the normalised identifier.';
COMMENT ON COLUMN privacy.suppressed.effect IS 'drop: stored without identity; aside: the identity is kept encrypted in privacy.set_aside.';
COMMENT ON COLUMN privacy.suppressed.request_id IS 'Request that asks for it.';
COMMENT ON COLUMN privacy.suppressed.received_before IS 'Only records received before this, those of an erased person; null for all.';
COMMENT ON COLUMN privacy.suppressed.forget_at IS 'Of calls in which such a person took part: when no further message of it is expected; null for persons.';

CREATE TABLE privacy.suppression (
    single  boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint NOT NULL
);
COMMENT ON TABLE privacy.suppression IS 'One row.';
COMMENT ON COLUMN privacy.suppression.single IS 'The one row.';
COMMENT ON COLUMN privacy.suppression.version IS 'Grows with each change of privacy.suppressed, by which writers know that theirs is old.';
INSERT INTO privacy.suppression (version) VALUES (1);

CREATE TABLE privacy.set_aside (
    request_id uuid NOT NULL,
    table_name text NOT NULL,
    day        date,
    sealed     bytea STORAGE EXTERNAL NOT NULL
);
CREATE INDEX ON privacy.set_aside (request_id);
COMMENT ON TABLE privacy.set_aside IS 'Rows of restricted persons: kept, not shown, not processed (GDPR Art. 18, recital 67).';
COMMENT ON COLUMN privacy.set_aside.request_id IS 'Restriction that put it here; its end puts it back.';
COMMENT ON COLUMN privacy.set_aside.table_name IS 'Table that it came from, or would have gone to.';
COMMENT ON COLUMN privacy.set_aside.day IS 'UTC day of the row.';
COMMENT ON COLUMN privacy.set_aside.sealed IS 'The row as JSON, AES-256-GCM | purpose: keep restricted data without processing them | basis: GDPR Art. 18(2) | retention: requests | identifies: none | source: derived, the table that it came from';
