-- Requests of data subjects (GDPR Art. 12 and 15 to 22), their exports, and the proof of what was erased. Clear values of a
-- request lie here encrypted while they are needed; what stays holds keyed hashes.

CREATE TABLE privacy.request (
    id                uuid PRIMARY KEY,
    type              text NOT NULL CHECK (type IN ('access', 'portability', 'erasure', 'rectification', 'restriction',
                          'objection', 'automated-decision')),
    status            text NOT NULL CHECK (status IN ('pending', 'in-progress', 'completed', 'refused', 'cancelled', 'failed')),
    channel           text NOT NULL CHECK (channel IN ('rest', 'opendsr')),
    received_at       timestamptz NOT NULL,
    filed_at          timestamptz NOT NULL DEFAULT now(),
    filed_by          text NOT NULL,
    due_at            timestamptz NOT NULL,
    extended_at       timestamptz,
    extended_by       text,
    extension_reason  text,
    checked_at        timestamptz,
    checked_by        text,
    check_method      text,
    approved_at       timestamptz,
    approved_by       text,
    review            jsonb,
    closed_at         timestamptz,
    closed_by         text,
    closing_ground    text,
    closing_reason    text,
    execution         bigint,
    error             text,
    sealed            bytea,
    idempotency       bytea,
    fingerprint       bytea,
    callbacks         jsonb NOT NULL DEFAULT '[]',
    result            jsonb,
    export_expires_at timestamptz,
    certificate       text,
    signature         bytea,
    lifted_at         timestamptz,
    UNIQUE (filed_by, idempotency)
);
CREATE INDEX ON privacy.request (status);
CREATE INDEX ON privacy.request (filed_at DESC, id);
COMMENT ON TABLE privacy.request IS 'Requests of data subjects.';
COMMENT ON COLUMN privacy.request.id IS 'Random (UUID version 4).';
COMMENT ON COLUMN privacy.request.type IS 'Right that is exercised.';
COMMENT ON COLUMN privacy.request.status IS 'pending until approved, refused or cancelled; in-progress until completed or failed.';
COMMENT ON COLUMN privacy.request.channel IS 'rest: filed by an officer; opendsr: by a controller''s system.';
COMMENT ON COLUMN privacy.request.received_at IS 'Receipt from the person; periods run from here.';
COMMENT ON COLUMN privacy.request.filed_at IS 'When it was recorded.';
COMMENT ON COLUMN privacy.request.filed_by IS 'Client that recorded it.';
COMMENT ON COLUMN privacy.request.due_at IS 'End of the period of GDPR Art. 12(3), as extended.';
COMMENT ON COLUMN privacy.request.extended_at IS 'When the period was extended.';
COMMENT ON COLUMN privacy.request.extended_by IS 'Client that extended it.';
COMMENT ON COLUMN privacy.request.extension_reason IS 'Reason that the person was told (Art. 12(3)).';
COMMENT ON COLUMN privacy.request.checked_at IS 'When the identity was checked.';
COMMENT ON COLUMN privacy.request.checked_by IS 'Client that recorded the check.';
COMMENT ON COLUMN privacy.request.check_method IS 'How the identity was checked (Art. 12(6)); names no one.';
COMMENT ON COLUMN privacy.request.approved_at IS 'When it was approved.';
COMMENT ON COLUMN privacy.request.approved_by IS 'Client that approved it; with four eyes not the one that filed it.';
COMMENT ON COLUMN privacy.request.review IS 'Review of an automated decision by a human (Art. 22(3)): who, outcome, explanation.';
COMMENT ON COLUMN privacy.request.closed_at IS 'When it was completed, refused or cancelled.';
COMMENT ON COLUMN privacy.request.closed_by IS 'Client that closed it; null when a job did.';
COMMENT ON COLUMN privacy.request.closing_ground IS 'Ground of a refusal in law, such as Art. 12(5)(b).';
COMMENT ON COLUMN privacy.request.closing_reason IS 'Reason that the person was told (Art. 12(4)).';
COMMENT ON COLUMN privacy.request.execution IS 'Latest run of its job.';
COMMENT ON COLUMN privacy.request.error IS 'Why the run failed; kinds of errors, no values.';
COMMENT ON COLUMN privacy.request.sealed IS 'Clear values, AES-256-GCM; null once it is completed, refused or cancelled | purpose: answer the request | basis: GDPR Art. 6(1)(c), Art. 12 | retention: requests | identifies: none | source: provided, the person';
COMMENT ON COLUMN privacy.request.idempotency IS 'Keyed hash of the header Idempotency-Key.';
COMMENT ON COLUMN privacy.request.fingerprint IS 'Keyed hash of the body that came with it.';
COMMENT ON COLUMN privacy.request.callbacks IS 'OpenDSR: addresses that are told each change of status.';
COMMENT ON COLUMN privacy.request.result IS 'Rows found, changed, set aside, by table.';
COMMENT ON COLUMN privacy.request.export_expires_at IS 'When its export goes; null when there is none.';
COMMENT ON COLUMN privacy.request.certificate IS 'Certificate of an erasure, the JSON text that was signed; keyed hashes, counts, grounds.';
COMMENT ON COLUMN privacy.request.signature IS 'Ed25519 signature of the certificate''s UTF-8 bytes.';
COMMENT ON COLUMN privacy.request.lifted_at IS 'When a restriction or objection ended.';

CREATE TABLE privacy.request_identity (
    request_id uuid NOT NULL REFERENCES privacy.request (id),
    position   integer NOT NULL,
    kind       text NOT NULL,
    hash       bytea NOT NULL,
    PRIMARY KEY (request_id, position)
);
CREATE INDEX ON privacy.request_identity (hash);
COMMENT ON TABLE privacy.request_identity IS 'Whom a request is about.';
COMMENT ON COLUMN privacy.request_identity.request_id IS 'See privacy.request.';
COMMENT ON COLUMN privacy.request_identity.position IS 'Order as filed, from 0.';
COMMENT ON COLUMN privacy.request_identity.kind IS 'agent, customer, phone, sip-uri, ip, device or session.';
COMMENT ON COLUMN privacy.request_identity.hash IS 'Keyed hash of the normalised identifier.';

CREATE TABLE privacy.request_event (
    request_id uuid NOT NULL REFERENCES privacy.request (id),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    by_client  text,
    what       text NOT NULL,
    note       text
);
CREATE INDEX ON privacy.request_event (request_id, at);
COMMENT ON TABLE privacy.request_event IS 'What happened to a request.';
COMMENT ON COLUMN privacy.request_event.request_id IS 'See privacy.request.';
COMMENT ON COLUMN privacy.request_event.at IS 'When.';
COMMENT ON COLUMN privacy.request_event.by_client IS 'Client that did it; null for the server.';
COMMENT ON COLUMN privacy.request_event.what IS 'filed, approved, refused, extended, cancelled, completed, failed, downloaded, reminded, lifted.';
COMMENT ON COLUMN privacy.request_event.note IS 'Detail that names no one.';

CREATE TABLE privacy.notice (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES privacy.request (id),
    recipient  text NOT NULL,
    state      text NOT NULL CHECK (state IN ('due', 'sent', 'impossible')),
    means      text,
    at         timestamptz NOT NULL DEFAULT now(),
    by_client  text
);
CREATE INDEX ON privacy.notice (request_id);
COMMENT ON TABLE privacy.notice IS 'Notices of rectification, erasure or restriction to recipients (GDPR Art. 19).';
COMMENT ON COLUMN privacy.notice.id IS 'Surrogate key.';
COMMENT ON COLUMN privacy.notice.request_id IS 'See privacy.request.';
COMMENT ON COLUMN privacy.notice.recipient IS 'Recipient to whom the data have been disclosed; an organisation.';
COMMENT ON COLUMN privacy.notice.state IS 'due, sent, or impossible (or of disproportionate effort).';
COMMENT ON COLUMN privacy.notice.means IS 'How it was sent, or why it is impossible.';
COMMENT ON COLUMN privacy.notice.at IS 'Time of the state.';
COMMENT ON COLUMN privacy.notice.by_client IS 'Client that recorded it; null for the server.';

CREATE TABLE privacy.subject_key (
    request_id uuid NOT NULL,
    name       text NOT NULL CHECK (name IN ('call_key', 'device_key')),
    key        bigint NOT NULL,
    day        date NOT NULL,
    PRIMARY KEY (request_id, name, key, day)
);
COMMENT ON TABLE privacy.subject_key IS 'Calls and boxes of the person, while a request''s job works; gone when it is completed.';
COMMENT ON COLUMN privacy.subject_key.request_id IS 'See privacy.request and privacy.erasure; with the first bit turned, what is held while that works.';
COMMENT ON COLUMN privacy.subject_key.name IS 'Column that carries the key: call_key or device_key.';
COMMENT ON COLUMN privacy.subject_key.key IS 'The surrogate key.';
COMMENT ON COLUMN privacy.subject_key.day IS 'UTC day on which it was found.';

CREATE TABLE privacy.export_part (
    request_id uuid NOT NULL REFERENCES privacy.request (id),
    entry      integer NOT NULL,
    position   integer NOT NULL,
    name       text NOT NULL,
    last       boolean NOT NULL,
    bytes      bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (request_id, entry, position)
);
COMMENT ON TABLE privacy.export_part IS 'Exports, in encrypted pieces; gone when they expire.';
COMMENT ON COLUMN privacy.export_part.request_id IS 'See privacy.request.';
COMMENT ON COLUMN privacy.export_part.entry IS 'File within the archive, from 0.';
COMMENT ON COLUMN privacy.export_part.position IS 'Piece within the file, from 0.';
COMMENT ON COLUMN privacy.export_part.name IS 'Name of the file within the archive.';
COMMENT ON COLUMN privacy.export_part.last IS 'Whether it is the file''s last piece.';
COMMENT ON COLUMN privacy.export_part.bytes IS 'Deflated and encrypted (AES-256-GCM), see docs/adr/0012 | purpose: answer the request | basis: GDPR Art. 6(1)(c), Art. 15, 20 | retention: requests | identifies: none | source: derived, all other columns with personal data';

CREATE TABLE privacy.erased_rows (
    request_id uuid NOT NULL,
    table_name text NOT NULL,
    rows       bigint NOT NULL,
    kept       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (request_id, table_name)
);
COMMENT ON TABLE privacy.erased_rows IS 'What an erasure took and kept, by table; written with each table''s erasure.';
COMMENT ON COLUMN privacy.erased_rows.request_id IS 'See privacy.request; or the ledger''s id after a restore.';
COMMENT ON COLUMN privacy.erased_rows.table_name IS 'Qualified name, spool, or exports.';
COMMENT ON COLUMN privacy.erased_rows.rows IS 'Rows (spool: records) erased.';
COMMENT ON COLUMN privacy.erased_rows.kept IS 'Rows kept under a hold.';

CREATE TABLE privacy.touched_partition (
    request_id uuid NOT NULL,
    partition  text NOT NULL,
    PRIMARY KEY (request_id, partition)
);
COMMENT ON TABLE privacy.touched_partition IS 'Tables that an erasure has yet to rewrite, so that no byte of what was erased stays in their files.';
COMMENT ON COLUMN privacy.touched_partition.request_id IS 'See privacy.request; or the ledger''s id after a restore.';
COMMENT ON COLUMN privacy.touched_partition.partition IS 'Qualified name.';

CREATE TABLE privacy.erasure (
    id         uuid PRIMARY KEY,
    erased_at  timestamptz NOT NULL,
    identities jsonb NOT NULL,
    found_at   timestamptz,
    applied_at timestamptz,
    log_cleared boolean
);
COMMENT ON TABLE privacy.erasure IS 'Ledger of erasures; its copy outside the database is applied again when an older database was restored.';
COMMENT ON COLUMN privacy.erasure.id IS 'Id of the request.';
COMMENT ON COLUMN privacy.erasure.erased_at IS 'Records received before this are erased; what comes later is new.';
COMMENT ON COLUMN privacy.erasure.identities IS 'Kinds and keyed hashes.';
COMMENT ON COLUMN privacy.erasure.found_at IS 'When the person''s sessions were known, so that spools can be cleared; null until then.';
COMMENT ON COLUMN privacy.erasure.applied_at IS 'When this database was cleared of them; null while that is under way.';
COMMENT ON COLUMN privacy.erasure.log_cleared IS 'Whether the write-ahead log was moved on; false when the role may not: its administrator has to.';

CREATE TABLE privacy.spool_erasure (
    erasure uuid NOT NULL,
    spool   uuid NOT NULL,
    node    uuid NOT NULL,
    records bigint NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (erasure, spool, node)
);
COMMENT ON TABLE privacy.spool_erasure IS 'Which node has cleared its spool and caches for an erasure.';
COMMENT ON COLUMN privacy.spool_erasure.erasure IS 'See privacy.erasure.';
COMMENT ON COLUMN privacy.spool_erasure.spool IS 'The spool''s own id.';
COMMENT ON COLUMN privacy.spool_erasure.node IS 'See ops.node.';
COMMENT ON COLUMN privacy.spool_erasure.records IS 'Records blanked in its spool.';
COMMENT ON COLUMN privacy.spool_erasure.done_at IS 'When.';

CREATE TABLE privacy.callback (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES privacy.request (id),
    url        text NOT NULL,
    status     text NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL DEFAULT now(),
    sent_at    timestamptz
);
CREATE INDEX ON privacy.callback (next_at) WHERE sent_at IS NULL;
COMMENT ON TABLE privacy.callback IS 'OpenDSR: changes of status that controllers are told of.';
COMMENT ON COLUMN privacy.callback.id IS 'Surrogate key.';
COMMENT ON COLUMN privacy.callback.request_id IS 'See privacy.request.';
COMMENT ON COLUMN privacy.callback.url IS 'Address of the controller.';
COMMENT ON COLUMN privacy.callback.status IS 'Status to tell, as OpenDSR names it.';
COMMENT ON COLUMN privacy.callback.attempts IS 'Attempts so far.';
COMMENT ON COLUMN privacy.callback.next_at IS 'Next attempt.';
COMMENT ON COLUMN privacy.callback.sent_at IS 'When it was taken, or given up after ten attempts; null until then.';
