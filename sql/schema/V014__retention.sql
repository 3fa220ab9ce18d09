-- How long each kind of data is kept, what a hold keeps longer, and when it goes.

ALTER TABLE ops.partitioned ADD COLUMN retention text;
ALTER TABLE ops.partitioned ADD COLUMN keep_accepted boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN ops.partitioned.retention IS 'Kind of data by which its partitions go, as comments of columns name it: raw measurements, identities and so on.';
COMMENT ON COLUMN ops.partitioned.keep_accepted IS 'Kept at least as long as late records are accepted (tmc.accept.max-age), whatever the retention: repeats and differences are recognised by it.';
UPDATE ops.partitioned SET retention = CASE
    WHEN parent LIKE 'raw.%' THEN 'raw measurements'
    WHEN parent = 'identity.event' THEN 'events with SDP'
    WHEN parent = 'identity.quarantine' THEN 'quarantine'
    WHEN parent LIKE 'identity.%' THEN 'identities'
    WHEN parent LIKE 'kpi.%\_day' THEN 'daily KPIs'
    WHEN parent LIKE 'kpi.%' THEN 'hourly KPIs' END;
UPDATE ops.partitioned SET keep_accepted = parent IN ('raw.stb_seen', 'kpi.stb_counter');
ALTER TABLE ops.partitioned ALTER COLUMN retention SET NOT NULL,
    ADD CHECK (retention IN ('raw measurements', 'identities', 'events with SDP', 'call attempts', 'hourly KPIs', 'daily KPIs',
                             'quarantine'));

CREATE TABLE ops.retention (
    kind       text NOT NULL,
    dataset    text NOT NULL CHECK (dataset IN ('', 'ms', 'ui')),
    days       integer NOT NULL CHECK (days BETWEEN 1 AND 36500),
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, dataset)
);
COMMENT ON TABLE ops.retention IS 'How long data is kept, as set by REST. A missing row means the default.';
COMMENT ON COLUMN ops.retention.kind IS 'Kind of data, as ops.partitioned names it; audit, logs.';
COMMENT ON COLUMN ops.retention.dataset IS 'ms or ui; empty for kinds that belong to no data set.';
COMMENT ON COLUMN ops.retention.days IS 'Whole UTC days after the day of the record.';
COMMENT ON COLUMN ops.retention.changed_at IS 'Time of the last change.';

CREATE TABLE ops.purged (
    parent    text NOT NULL,
    first_day date NOT NULL,
    next_day  date NOT NULL,
    purged_at timestamptz NOT NULL DEFAULT now(),
    kept      bigint NOT NULL,
    PRIMARY KEY (parent, first_day)
);
COMMENT ON TABLE ops.purged IS 'Partitions whose time was over, written with the purge: what is missing there was redacted or dropped, not never sent.';
COMMENT ON COLUMN ops.purged.parent IS 'Partitioned table.';
COMMENT ON COLUMN ops.purged.first_day IS 'First UTC day of the partition.';
COMMENT ON COLUMN ops.purged.next_day IS 'Day after its last.';
COMMENT ON COLUMN ops.purged.purged_at IS 'When it was purged last.';
COMMENT ON COLUMN ops.purged.kept IS 'Rows that stayed then: under a hold, or of a data set that is kept longer.';

CREATE TABLE privacy.hold (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text NOT NULL CHECK (kind IN ('person', 'call', 'period')),
    person_kind    text,
    person_hmac    bytea CHECK (octet_length(person_hmac) = 32),
    call_key       bigint,
    call_day       date,
    from_at        timestamptz,
    to_at          timestamptz,
    ground         text NOT NULL,
    placed_by      text NOT NULL,
    placed_at      timestamptz NOT NULL DEFAULT now(),
    released_by    text,
    released_at    timestamptz,
    release_reason text,
    CHECK ((kind = 'person') = (person_hmac IS NOT NULL) AND (person_kind IS NULL) = (person_hmac IS NULL)),
    CHECK ((kind = 'call') = (call_key IS NOT NULL) AND (call_day IS NULL) = (call_key IS NULL)),
    CHECK ((kind = 'period') = (from_at IS NOT NULL) AND (from_at IS NULL) = (to_at IS NULL) AND from_at < to_at),
    CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL))
);
COMMENT ON TABLE privacy.hold IS 'Legal holds: what they cover is neither purged nor redacted nor erased until they are released.';
COMMENT ON COLUMN privacy.hold.id IS 'Surrogate key.';
COMMENT ON COLUMN privacy.hold.kind IS 'What it covers: a person, a call, or a period.';
COMMENT ON COLUMN privacy.hold.person_kind IS 'Kind of the person''s identifier; null for other holds.';
COMMENT ON COLUMN privacy.hold.person_hmac IS 'HMAC-SHA256 of the normalised identifier | purpose: keep evidence for legal claims | basis: GDPR Art. 17(3)(e), Art. 18(2) | retention: records | identifies: none | source: provided, the privacy officer';
COMMENT ON COLUMN privacy.hold.call_key IS 'Call; see identity.call.';
COMMENT ON COLUMN privacy.hold.call_day IS 'A UTC day on which the call has records.';
COMMENT ON COLUMN privacy.hold.from_at IS 'Begin of the period.';
COMMENT ON COLUMN privacy.hold.to_at IS 'End of the period, exclusive.';
COMMENT ON COLUMN privacy.hold.ground IS 'Why: the claim or the authority''s order. Names no person.';
COMMENT ON COLUMN privacy.hold.placed_by IS 'Client that placed it.';
COMMENT ON COLUMN privacy.hold.placed_at IS 'When it was placed.';
COMMENT ON COLUMN privacy.hold.released_by IS 'Client that released it; null while it holds.';
COMMENT ON COLUMN privacy.hold.released_at IS 'When it was released.';
COMMENT ON COLUMN privacy.hold.release_reason IS 'Why it was released.';
CREATE INDEX ON privacy.hold (kind) WHERE released_at IS NULL;

INSERT INTO ops.schedule (job, cron, zone, enabled, misfire) VALUES
    ('identifier-redaction', '10 2 * * *', 'UTC', true, 'run-once'),
    ('raw-purge', '30 2 * * *', 'UTC', true, 'run-once'),
    ('kpi-purge', '50 2 * * *', 'UTC', true, 'run-once');
