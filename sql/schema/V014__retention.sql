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

CREATE TABLE privacy.transfer (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    client      text NOT NULL,
    ground      text NOT NULL CHECK (ground IN ('art-45-partial', 'art-46-2-a', 'art-46-2-b', 'art-46-2-c', 'art-46-2-d', 'art-46-2-e',
                    'art-46-2-f', 'art-46-3', 'art-49-1-a', 'art-49-1-b', 'art-49-1-c', 'art-49-1-d', 'art-49-1-e', 'art-49-1-f')),
    document    text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,
    ended_by    text,
    ended_at    timestamptz,
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
COMMENT ON TABLE privacy.transfer IS 'Grounds on which identifiers go to a client in a country without adequate protection (GDPR Art. 46, 49).';
COMMENT ON COLUMN privacy.transfer.id IS 'Surrogate key.';
COMMENT ON COLUMN privacy.transfer.client IS 'Client that receives them.';
COMMENT ON COLUMN privacy.transfer.ground IS 'Article, paragraph and point.';
COMMENT ON COLUMN privacy.transfer.document IS 'Where the safeguard is documented, such as the contract''s number.';
COMMENT ON COLUMN privacy.transfer.recorded_by IS 'Client that recorded it.';
COMMENT ON COLUMN privacy.transfer.recorded_at IS 'When.';
COMMENT ON COLUMN privacy.transfer.expires_at IS 'When it ends by itself; null when it does not.';
COMMENT ON COLUMN privacy.transfer.ended_by IS 'Client that ended it; null while it stands.';
COMMENT ON COLUMN privacy.transfer.ended_at IS 'When.';
CREATE INDEX ON privacy.transfer (client) WHERE ended_at IS NULL;

CREATE TABLE privacy.consent (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_kind   text NOT NULL,
    person_hmac   bytea NOT NULL CHECK (octet_length(person_hmac) = 32),
    purpose       text NOT NULL,
    wording       text NOT NULL,
    channel       text NOT NULL,
    given_at      timestamptz NOT NULL,
    recorded_by   text NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    withdrawn_at  timestamptz,
    withdrawn_by  text,
    withdrawn_how text,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND withdrawn_at >= given_at)
);
COMMENT ON TABLE privacy.consent IS 'Consents and their withdrawal: the proof that the controller owes (GDPR Art. 7(1)).';
COMMENT ON COLUMN privacy.consent.id IS 'Surrogate key.';
COMMENT ON COLUMN privacy.consent.person_kind IS 'Kind of the person''s identifier.';
COMMENT ON COLUMN privacy.consent.person_hmac IS 'HMAC-SHA256 of the normalised identifier | purpose: show who consented to what | basis: GDPR Art. 6(1)(c), Art. 7(1) | retention: records | identifies: none | source: provided, the person, through the privacy officer';
COMMENT ON COLUMN privacy.consent.purpose IS 'What was consented to.';
COMMENT ON COLUMN privacy.consent.wording IS 'Text, or version of the text, that the person saw.';
COMMENT ON COLUMN privacy.consent.channel IS 'How it was given, such as contract, web form, phone.';
COMMENT ON COLUMN privacy.consent.given_at IS 'When it was given.';
COMMENT ON COLUMN privacy.consent.recorded_by IS 'Client that recorded it.';
COMMENT ON COLUMN privacy.consent.recorded_at IS 'When it was recorded.';
COMMENT ON COLUMN privacy.consent.withdrawn_at IS 'When it was withdrawn; null while it stands. What was done before stays lawful (Art. 7(3)).';
COMMENT ON COLUMN privacy.consent.withdrawn_by IS 'Client that recorded the withdrawal.';
COMMENT ON COLUMN privacy.consent.withdrawn_how IS 'How it was withdrawn; null when not said.';
CREATE INDEX ON privacy.consent (person_hmac);

CREATE TABLE privacy.breach (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role             text NOT NULL CHECK (role IN ('controller', 'processor')),
    nature           text NOT NULL,
    aware_at         timestamptz NOT NULL,
    from_at          timestamptz,
    to_at            timestamptz,
    risk             text NOT NULL CHECK (risk IN ('unlikely', 'risk', 'high')),
    data_categories  text[] NOT NULL,
    persons          bigint CHECK (persons >= 0),
    records          bigint CHECK (records >= 0),
    effects          text NOT NULL,
    remedies         text NOT NULL,
    recorded_by      text NOT NULL,
    recorded_at      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE privacy.breach IS 'Personal data breaches, every one of them (GDPR Art. 33(5)). Texts name no person.';
COMMENT ON COLUMN privacy.breach.id IS 'Surrogate key.';
COMMENT ON COLUMN privacy.breach.role IS 'Role of the product''s operator when it was recorded.';
COMMENT ON COLUMN privacy.breach.nature IS 'What happened.';
COMMENT ON COLUMN privacy.breach.aware_at IS 'When the operator became aware: the 72 hours begin.';
COMMENT ON COLUMN privacy.breach.from_at IS 'Begin, as far as known.';
COMMENT ON COLUMN privacy.breach.to_at IS 'End, as far as known.';
COMMENT ON COLUMN privacy.breach.risk IS 'To rights and freedoms: unlikely (documented only), risk (authority is told), high (persons are told too, Art. 34).';
COMMENT ON COLUMN privacy.breach.data_categories IS 'Kinds of data concerned.';
COMMENT ON COLUMN privacy.breach.persons IS 'Approximate number of persons; null while not known.';
COMMENT ON COLUMN privacy.breach.records IS 'Approximate number of records; null while not known.';
COMMENT ON COLUMN privacy.breach.effects IS 'Likely consequences.';
COMMENT ON COLUMN privacy.breach.remedies IS 'Measures taken or proposed.';
COMMENT ON COLUMN privacy.breach.recorded_by IS 'Client that recorded it.';
COMMENT ON COLUMN privacy.breach.recorded_at IS 'When it was recorded.';

CREATE TABLE privacy.breach_report (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    breach_id   bigint NOT NULL REFERENCES privacy.breach (id),
    recipient   text NOT NULL CHECK (recipient IN ('authority', 'controller', 'persons')),
    phase       text NOT NULL CHECK (phase IN ('initial', 'further', 'final')),
    sent_at     timestamptz NOT NULL,
    contents    text NOT NULL,
    late_reason text,
    effects     text,
    remedies    text,
    persons     bigint CHECK (persons >= 0),
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE privacy.breach_report IS 'What was reported of a breach, to whom and when, in phases (GDPR Art. 33(4)).';
COMMENT ON COLUMN privacy.breach_report.id IS 'Surrogate key.';
COMMENT ON COLUMN privacy.breach_report.breach_id IS 'Breach.';
COMMENT ON COLUMN privacy.breach_report.recipient IS 'authority (Art. 33(1)), controller (Art. 33(2)), persons (Art. 34).';
COMMENT ON COLUMN privacy.breach_report.phase IS 'initial, further or final.';
COMMENT ON COLUMN privacy.breach_report.sent_at IS 'When it was sent.';
COMMENT ON COLUMN privacy.breach_report.contents IS 'What was told, or where it is filed. Names no person.';
COMMENT ON COLUMN privacy.breach_report.late_reason IS 'Why it came later than 72 hours after awareness.';
COMMENT ON COLUMN privacy.breach_report.effects IS 'Consequences as known by then; null when nothing new.';
COMMENT ON COLUMN privacy.breach_report.remedies IS 'Measures as taken by then; null when nothing new.';
COMMENT ON COLUMN privacy.breach_report.persons IS 'Number of persons as known by then; null when nothing new.';
COMMENT ON COLUMN privacy.breach_report.recorded_by IS 'Client that recorded it.';
COMMENT ON COLUMN privacy.breach_report.recorded_at IS 'When it was recorded.';
CREATE INDEX ON privacy.breach_report (breach_id);
