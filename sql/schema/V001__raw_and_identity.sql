-- Measurements and the people behind them, kept apart: raw.* holds surrogate keys only, identity.* says who they are.
-- Every table of both schemas that grows is partitioned by UTC day; see ops.ensure_day.

CREATE SCHEMA ops;
CREATE SCHEMA raw;
CREATE SCHEMA identity;
CREATE SCHEMA kpi;
COMMENT ON SCHEMA ops IS 'Administration: spool positions, feeds, clients, schedules. No personal data.';
COMMENT ON SCHEMA raw IS 'Records as received, by surrogate keys. No personal data.';
COMMENT ON SCHEMA identity IS 'Who is behind a surrogate key. Personal data; redaction drops whole days.';
COMMENT ON SCHEMA kpi IS 'Hourly and daily aggregates by surrogate keys and dimensions. No personal data.';

-- Partitions --------------------------------------------------------------------------------------------------------

CREATE TABLE ops.partitioned (
    parent text PRIMARY KEY,
    step   text NOT NULL CHECK (step IN ('day', 'month')),
    bound  text NOT NULL CHECK (bound IN ('timestamptz', 'date'))
);
COMMENT ON TABLE ops.partitioned IS 'Tables that ops.ensure_day makes partitions for.';
COMMENT ON COLUMN ops.partitioned.parent IS 'Qualified name of the partitioned table.';
COMMENT ON COLUMN ops.partitioned.step IS 'Length of one partition: a UTC day or a UTC month.';
COMMENT ON COLUMN ops.partitioned.bound IS 'Type of the partition key.';

-- Dimensions --------------------------------------------------------------------------------------------------------

CREATE TABLE raw.source (
    source_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset    text NOT NULL CHECK (dataset IN ('ms', 'ui')),
    location   text NOT NULL,
    server     text NOT NULL,
    UNIQUE (dataset, location, server)
);
COMMENT ON TABLE raw.source IS 'Where a measurement was taken. Few rows.';
COMMENT ON COLUMN raw.source.source_key IS 'Surrogate key.';
COMMENT ON COLUMN raw.source.dataset IS 'ms: seen by the media server; ui: seen by an endpoint''s user interface.';
COMMENT ON COLUMN raw.source.location IS 'Location tag, such as mediaserver/agent; empty when none was sent.';
COMMENT ON COLUMN raw.source.server IS 'Name of the feed it came through, such as the media server''s.';

CREATE TABLE raw.stream (
    stream    smallint PRIMARY KEY,
    media     text NOT NULL,
    direction text NOT NULL,
    UNIQUE (media, direction)
);
COMMENT ON TABLE raw.stream IS 'Kinds of measured streams.';
COMMENT ON COLUMN raw.stream.stream IS 'Surrogate key, at most 15.';
COMMENT ON COLUMN raw.stream.media IS 'audio, video or network (the transport under both).';
COMMENT ON COLUMN raw.stream.direction IS 'local: sent by the reporter; remote: received by it; both for network.';
INSERT INTO raw.stream VALUES
    (1, 'audio', 'local'), (2, 'audio', 'remote'), (3, 'video', 'local'), (4, 'video', 'remote'), (5, 'network', 'both');

CREATE TABLE raw.channel (
    channel_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url         text NOT NULL,
    channel_id  text NOT NULL,
    proto       text NOT NULL,
    UNIQUE (url, channel_id, proto)
);
COMMENT ON TABLE raw.channel IS 'What set-top boxes played.';
COMMENT ON COLUMN raw.channel.channel_key IS 'Surrogate key.';
COMMENT ON COLUMN raw.channel.url IS 'Address of the stream without user info, query and fragment, which can hold a viewer''s token; empty when none was sent.';
COMMENT ON COLUMN raw.channel.channel_id IS 'The box''s id of the channel; empty when none was sent.';
COMMENT ON COLUMN raw.channel.proto IS 'Control protocol as reported; empty when none was sent.';

-- Batches -----------------------------------------------------------------------------------------------------------

CREATE SEQUENCE raw.batch_seq;
CREATE TABLE raw.batch (
    batch      bigint PRIMARY KEY,
    written_at timestamptz NOT NULL DEFAULT now(),
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    records    integer NOT NULL
);
COMMENT ON TABLE raw.batch IS 'Write transactions that no roll-up has taken yet; a roll-up deletes the row in the transaction that stores its KPIs.';
COMMENT ON COLUMN raw.batch.batch IS 'Number carried by each raw row of the transaction. Transactions commit out of order.';
COMMENT ON COLUMN raw.batch.written_at IS 'When the transaction began.';
COMMENT ON COLUMN raw.batch.first_at IS 'Earliest at of its raw rows.';
COMMENT ON COLUMN raw.batch.last_at IS 'Latest at of its raw rows.';
COMMENT ON COLUMN raw.batch.records IS 'Number of its raw rows, all tables together.';

CREATE TABLE raw.purged_day (
    day date PRIMARY KEY
);
COMMENT ON TABLE raw.purged_day IS 'Days whose raw partitions were dropped, written with the drop: a late record makes the partition anew, but the day cannot be rebuilt from it.';
COMMENT ON COLUMN raw.purged_day.day IS 'UTC day.';

-- Measurements of calls ---------------------------------------------------------------------------------------------

CREATE TABLE raw.measurement (
    at                  timestamptz NOT NULL,
    batch               bigint NOT NULL,
    call_key            bigint,
    bytes               bigint,
    bytes_received      bigint,
    send_bps            bigint,
    receive_bps         bigint,
    source_key          integer NOT NULL,
    packets             integer,
    packets_lost        integer,
    mos_micro           integer,
    mos_estimated_micro integer,
    loss_ppb            integer,
    jitter_us           integer,
    rtt_us              integer,
    frames_sent         integer,
    fir_count           integer,
    pli_count           integer,
    nack_count          integer,
    audio_level_mdb     integer,
    stream              smallint NOT NULL,
    mos_bucket          smallint,
    loss_bucket         smallint,
    jitter_bucket       smallint,
    rtt_bucket          smallint,
    send_bucket         smallint,
    receive_bucket      smallint,
    bad                 boolean NOT NULL
) PARTITION BY RANGE (at);
COMMENT ON TABLE raw.measurement IS 'One interval of one stream of one leg.';
COMMENT ON COLUMN raw.measurement.at IS 'End of the interval, UTC.';
COMMENT ON COLUMN raw.measurement.batch IS 'Write transaction, see raw.batch.';
COMMENT ON COLUMN raw.measurement.call_key IS 'Surrogate of the session, see identity.call; null when no session was named.';
COMMENT ON COLUMN raw.measurement.bytes IS 'Bytes sent (local, network) or received (remote) in the interval.';
COMMENT ON COLUMN raw.measurement.bytes_received IS 'Bytes received in the interval, network only.';
COMMENT ON COLUMN raw.measurement.send_bps IS 'Available send bandwidth, bit/s.';
COMMENT ON COLUMN raw.measurement.receive_bps IS 'Available receive bandwidth, bit/s.';
COMMENT ON COLUMN raw.measurement.source_key IS 'See raw.source.';
COMMENT ON COLUMN raw.measurement.packets IS 'Packets sent (local) or received (remote) in the interval.';
COMMENT ON COLUMN raw.measurement.packets_lost IS 'Packets lost in the interval; negative when duplicates arrived (RFC 3550 6.4.1).';
COMMENT ON COLUMN raw.measurement.mos_micro IS 'Reported MOS, 1e-6, 1..5 (ITU-T P.800.1).';
COMMENT ON COLUMN raw.measurement.mos_estimated_micro IS 'MOS estimated from loss, jitter and RTT where none was reported, 1e-6.';
COMMENT ON COLUMN raw.measurement.loss_ppb IS 'Loss ratio of the interval, 1e-9: lost/sent (local), lost/(lost+received) (remote).';
COMMENT ON COLUMN raw.measurement.jitter_us IS 'Interarrival jitter, µs (RFC 3550).';
COMMENT ON COLUMN raw.measurement.rtt_us IS 'Round-trip time, µs.';
COMMENT ON COLUMN raw.measurement.frames_sent IS 'Video frames sent in the interval.';
COMMENT ON COLUMN raw.measurement.fir_count IS 'Full intra requests (RFC 5104).';
COMMENT ON COLUMN raw.measurement.pli_count IS 'Picture loss indications (RFC 4585).';
COMMENT ON COLUMN raw.measurement.nack_count IS 'Generic NACKs (RFC 4585).';
COMMENT ON COLUMN raw.measurement.audio_level_mdb IS 'Audio level, 1e-3 dB.';
COMMENT ON COLUMN raw.measurement.stream IS 'See raw.stream.';
COMMENT ON COLUMN raw.measurement.mos_bucket IS 'Histogram bucket of mos_micro.';
COMMENT ON COLUMN raw.measurement.loss_bucket IS 'Histogram bucket of loss_ppb.';
COMMENT ON COLUMN raw.measurement.jitter_bucket IS 'Histogram bucket of jitter_us.';
COMMENT ON COLUMN raw.measurement.rtt_bucket IS 'Histogram bucket of rtt_us.';
COMMENT ON COLUMN raw.measurement.send_bucket IS 'Histogram bucket of send_bps.';
COMMENT ON COLUMN raw.measurement.receive_bucket IS 'Histogram bucket of receive_bps.';
COMMENT ON COLUMN raw.measurement.bad IS 'A bad sample by the limits in force when it was received.';
-- Rows arrive in order of batch, nearly of at and of call_key: a BRIN finds them at next to no cost for the writer.
CREATE INDEX ON raw.measurement USING brin (batch, at, call_key) WITH (pages_per_range = 16, autosummarize = on);

CREATE SEQUENCE raw.event_seq;
CREATE TABLE raw.event (
    at         timestamptz NOT NULL,
    batch      bigint NOT NULL,
    event_key  bigint NOT NULL,
    call_key   bigint,
    source_key integer NOT NULL,
    type       text NOT NULL,
    detail     text
) PARTITION BY RANGE (at);
COMMENT ON TABLE raw.event IS 'Signalling, ICE, media and session events of calls.';
COMMENT ON COLUMN raw.event.at IS 'Time of the event, UTC.';
COMMENT ON COLUMN raw.event.batch IS 'Write transaction, see raw.batch.';
COMMENT ON COLUMN raw.event.event_key IS 'Surrogate key; identity.event holds the whole event under it.';
COMMENT ON COLUMN raw.event.call_key IS 'See identity.call; null when no session was named.';
COMMENT ON COLUMN raw.event.source_key IS 'See raw.source.';
COMMENT ON COLUMN raw.event.type IS 'signal, signal-error, ice-state-change, media-state, track, entity, session-state or an unknown type as sent.';
COMMENT ON COLUMN raw.event.detail IS 'ICE state, session state, activation, signal, track media or entity role; null for unknown types.';
CREATE INDEX ON raw.event USING brin (batch, at, call_key) WITH (pages_per_range = 16, autosummarize = on);

-- Set-top boxes -----------------------------------------------------------------------------------------------------

CREATE TABLE raw.stb_media (
    at               timestamptz NOT NULL,
    reported_at      timestamptz NOT NULL,
    begin_at         timestamptz,
    end_at           timestamptz,
    batch            bigint NOT NULL,
    device_key       bigint NOT NULL,
    avg_bitrate_bps  bigint,
    video_decoded    bigint,
    video_dropped    bigint,
    video_failed     bigint,
    audio_decoded    bigint,
    audio_dropped    bigint,
    audio_failed     bigint,
    discontinuities  integer,
    channel_key      integer NOT NULL,
    clock_corrected  boolean NOT NULL
) PARTITION BY RANGE (at);
COMMENT ON TABLE raw.stb_media IS 'One playback session of a set-top box.';
COMMENT ON COLUMN raw.stb_media.at IS 'End of the session on the corrected clock; time of the report when none was sent, UTC.';
COMMENT ON COLUMN raw.stb_media.reported_at IS 'The report''s timestamp as sent.';
COMMENT ON COLUMN raw.stb_media.begin_at IS 'Begin of the session, shifted with a corrected clock.';
COMMENT ON COLUMN raw.stb_media.end_at IS 'End of the session, shifted with a corrected clock.';
COMMENT ON COLUMN raw.stb_media.batch IS 'Write transaction, see raw.batch.';
COMMENT ON COLUMN raw.stb_media.device_key IS 'Surrogate of the box on that UTC day, see identity.device.';
COMMENT ON COLUMN raw.stb_media.avg_bitrate_bps IS 'Average bitrate of the session, bit/s.';
COMMENT ON COLUMN raw.stb_media.video_decoded IS 'Video frames decoded.';
COMMENT ON COLUMN raw.stb_media.video_dropped IS 'Video frames dropped.';
COMMENT ON COLUMN raw.stb_media.video_failed IS 'Video frames failed to decode.';
COMMENT ON COLUMN raw.stb_media.audio_decoded IS 'Audio frames decoded.';
COMMENT ON COLUMN raw.stb_media.audio_dropped IS 'Audio frames dropped.';
COMMENT ON COLUMN raw.stb_media.audio_failed IS 'Audio frames failed to decode.';
COMMENT ON COLUMN raw.stb_media.discontinuities IS 'Discontinuities in the transport stream.';
COMMENT ON COLUMN raw.stb_media.channel_key IS 'See raw.channel.';
COMMENT ON COLUMN raw.stb_media.clock_corrected IS 'The reported time lay outside the accepted range; at is the time of receipt.';
CREATE INDEX ON raw.stb_media USING brin (batch, at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE raw.stb_network (
    at                    timestamptz NOT NULL,
    reported_at           timestamptz NOT NULL,
    batch                 bigint NOT NULL,
    device_key            bigint NOT NULL,
    received_bytes        bigint,
    received_packets      bigint,
    received_errors       bigint,
    received_discards     bigint,
    received_multicast    bigint,
    sent_bytes            bigint,
    sent_packets          bigint,
    sent_errors           bigint,
    speed_mbps            integer,
    clock_corrected       boolean NOT NULL,
    interface             text NOT NULL,
    duplex                text
) PARTITION BY RANGE (at);
COMMENT ON TABLE raw.stb_network IS 'Counters of one interface of a set-top box: totals since the interface came up.';
COMMENT ON COLUMN raw.stb_network.at IS 'Time of the report; of its receipt when the box''s clock was wrong, UTC.';
COMMENT ON COLUMN raw.stb_network.reported_at IS 'The report''s timestamp as sent.';
COMMENT ON COLUMN raw.stb_network.batch IS 'Write transaction, see raw.batch.';
COMMENT ON COLUMN raw.stb_network.device_key IS 'Surrogate of the box on that UTC day, see identity.device.';
COMMENT ON COLUMN raw.stb_network.received_bytes IS 'Bytes received, total.';
COMMENT ON COLUMN raw.stb_network.received_packets IS 'Packets received, total.';
COMMENT ON COLUMN raw.stb_network.received_errors IS 'Packets received with errors, total.';
COMMENT ON COLUMN raw.stb_network.received_discards IS 'Received packets discarded, total.';
COMMENT ON COLUMN raw.stb_network.received_multicast IS 'Multicast packets received, total.';
COMMENT ON COLUMN raw.stb_network.sent_bytes IS 'Bytes sent, total.';
COMMENT ON COLUMN raw.stb_network.sent_packets IS 'Packets sent, total.';
COMMENT ON COLUMN raw.stb_network.sent_errors IS 'Packets not sent because of errors, total.';
COMMENT ON COLUMN raw.stb_network.speed_mbps IS 'Link speed, Mbit/s.';
COMMENT ON COLUMN raw.stb_network.clock_corrected IS 'The reported time lay outside the accepted range; at is the time of receipt.';
COMMENT ON COLUMN raw.stb_network.interface IS 'Name of the interface, such as eth0; empty when none was sent.';
COMMENT ON COLUMN raw.stb_network.duplex IS 'full or half, as sent.';
CREATE INDEX ON raw.stb_network USING brin (batch, at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE raw.stb_seen (
    day         date NOT NULL,
    fingerprint uuid NOT NULL,
    seen_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (fingerprint, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE raw.stb_seen IS 'Set-top-box reports already stored, by which a repeat is recognised.';
COMMENT ON COLUMN raw.stb_seen.day IS 'UTC day of the report''s timestamp; of its receipt when that lies outside the accepted range.';
COMMENT ON COLUMN raw.stb_seen.fingerprint IS 'First 128 bits of the HMAC-SHA-256 of device, type, timestamp and interface or url.';
COMMENT ON COLUMN raw.stb_seen.seen_at IS 'When it was first stored.';

-- Identities --------------------------------------------------------------------------------------------------------

CREATE SEQUENCE identity.call_seq;
CREATE TABLE identity.call (
    day             date NOT NULL,
    call_key        bigint NOT NULL,
    session_id      text STORAGE EXTERNAL NOT NULL,
    conversation_id text STORAGE EXTERNAL,
    PRIMARY KEY (call_key, day),
    UNIQUE (session_id, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE identity.call IS 'The session behind a call_key. A call that passes midnight has the same key on both days.';
COMMENT ON COLUMN identity.call.day IS 'UTC day of the records under the key.';
COMMENT ON COLUMN identity.call.call_key IS 'Surrogate key.';
COMMENT ON COLUMN identity.call.session_id IS 'SessionId tag | purpose: find a call''s measurements | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities';
COMMENT ON COLUMN identity.call.conversation_id IS 'ConversationId tag | purpose: relate the legs of a conversation | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities';

CREATE TABLE identity.address (
    day            date NOT NULL,
    call_key       bigint NOT NULL,
    source_key     integer NOT NULL,
    local_address  text STORAGE EXTERNAL NOT NULL,
    remote_address text STORAGE EXTERNAL NOT NULL,
    UNIQUE (call_key, source_key, local_address, remote_address, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE identity.address IS 'Transport addresses that a leg used.';
COMMENT ON COLUMN identity.address.day IS 'UTC day of the records under the key.';
COMMENT ON COLUMN identity.address.call_key IS 'See identity.call.';
COMMENT ON COLUMN identity.address.source_key IS 'See raw.source.';
COMMENT ON COLUMN identity.address.local_address IS 'IP:port of the reporter | purpose: find network faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities';
COMMENT ON COLUMN identity.address.remote_address IS 'IP:port of its peer | purpose: find network faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities';

CREATE TABLE identity.participant (
    day         date NOT NULL,
    call_key    bigint NOT NULL,
    role        text NOT NULL,
    external_id text STORAGE EXTERNAL NOT NULL,
    name        text STORAGE EXTERNAL NOT NULL,
    UNIQUE (call_key, role, external_id, name, day)
) PARTITION BY RANGE (day);
CREATE INDEX ON identity.participant (external_id);
COMMENT ON TABLE identity.participant IS 'Agents and customers of a call.';
COMMENT ON COLUMN identity.participant.day IS 'UTC day of the records under the key.';
COMMENT ON COLUMN identity.participant.call_key IS 'See identity.call.';
COMMENT ON COLUMN identity.participant.role IS 'agent or customer.';
COMMENT ON COLUMN identity.participant.external_id IS 'Agent id, or the customer''s number or id | purpose: relate quality to a person''s line | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities';
COMMENT ON COLUMN identity.participant.name IS 'Name of the leg in events; empty when none was sent | purpose: relate events to a leg | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities';

CREATE TABLE identity.event (
    day       date NOT NULL,
    event_key bigint NOT NULL,
    call_key  bigint,
    at        timestamptz NOT NULL,
    body      text STORAGE EXTERNAL NOT NULL
) PARTITION BY RANGE (day);
CREATE INDEX ON identity.event USING brin (event_key, call_key) WITH (pages_per_range = 16, autosummarize = on);
COMMENT ON TABLE identity.event IS 'Whole events as sent, for those that name a person, an address or a field unknown to raw.event.';
COMMENT ON COLUMN identity.event.day IS 'UTC day of the event.';
COMMENT ON COLUMN identity.event.event_key IS 'See raw.event.';
COMMENT ON COLUMN identity.event.call_key IS 'See identity.call.';
COMMENT ON COLUMN identity.event.at IS 'Time of the event, UTC.';
COMMENT ON COLUMN identity.event.body IS 'The event, JSON, with SDP and external ids | purpose: find signalling faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: events with SDP';

CREATE TABLE identity.device (
    day        date NOT NULL,
    device_key bigint NOT NULL,
    device_id  text STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (device_key, day),
    UNIQUE (device_id, day)
) PARTITION BY RANGE (day);
CREATE SEQUENCE identity.device_seq;
COMMENT ON TABLE identity.device IS 'The set-top box behind a device_key. A box has a new key each UTC day, so that dropping a day makes its rows anonymous.';
COMMENT ON COLUMN identity.device.day IS 'UTC day of the records under the key.';
COMMENT ON COLUMN identity.device.device_key IS 'Surrogate key.';
COMMENT ON COLUMN identity.device.device_id IS 'Device named in the path, or sender and reported address | purpose: find a household''s faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities';

CREATE TABLE identity.device_address (
    day        date NOT NULL,
    device_key bigint NOT NULL,
    interface  text NOT NULL,
    ip         text STORAGE EXTERNAL NOT NULL,
    netmask    text STORAGE EXTERNAL NOT NULL,
    gateway    text STORAGE EXTERNAL NOT NULL,
    UNIQUE (device_key, interface, ip, netmask, gateway, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE identity.device_address IS 'Addresses that a set-top box reported.';
COMMENT ON COLUMN identity.device_address.day IS 'UTC day of the records under the key.';
COMMENT ON COLUMN identity.device_address.device_key IS 'See identity.device.';
COMMENT ON COLUMN identity.device_address.interface IS 'Name of the interface.';
COMMENT ON COLUMN identity.device_address.ip IS 'IP address of the box; empty when none was sent | purpose: find network faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities';
COMMENT ON COLUMN identity.device_address.netmask IS 'Netmask; empty when none was sent | purpose: find network faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities';
COMMENT ON COLUMN identity.device_address.gateway IS 'Gateway; empty when none was sent | purpose: find network faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities';

CREATE TABLE identity.unknown_field (
    day        date NOT NULL,
    at         timestamptz NOT NULL,
    batch      bigint NOT NULL,
    call_key   bigint,
    device_key bigint,
    feed       text NOT NULL,
    body       text STORAGE EXTERNAL NOT NULL
) PARTITION BY RANGE (day);
COMMENT ON TABLE identity.unknown_field IS 'Fields and tags that the decoders do not know, and set-top-box reports of an unknown type: kept as sent.';
COMMENT ON COLUMN identity.unknown_field.day IS 'UTC day of the record.';
COMMENT ON COLUMN identity.unknown_field.at IS 'Time of the record, UTC.';
COMMENT ON COLUMN identity.unknown_field.batch IS 'Write transaction.';
COMMENT ON COLUMN identity.unknown_field.call_key IS 'See identity.call; null when the record names no session.';
COMMENT ON COLUMN identity.unknown_field.device_key IS 'See identity.device; null for calls.';
COMMENT ON COLUMN identity.unknown_field.feed IS 'Feed it came through.';
COMMENT ON COLUMN identity.unknown_field.body IS 'The fields, JSON, nested as sent | purpose: lose nothing that a source sends | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities';

CREATE TABLE identity.quarantine (
    day         date NOT NULL,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    received_at timestamptz NOT NULL,
    feed        text NOT NULL,
    origin      text STORAGE EXTERNAL NOT NULL,
    reason      text NOT NULL,
    body        bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (id, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE identity.quarantine IS 'What could not be read, and why.';
COMMENT ON COLUMN identity.quarantine.day IS 'UTC day of receipt.';
COMMENT ON COLUMN identity.quarantine.id IS 'Surrogate key.';
COMMENT ON COLUMN identity.quarantine.received_at IS 'Time of receipt, UTC.';
COMMENT ON COLUMN identity.quarantine.feed IS 'Feed it came through.';
COMMENT ON COLUMN identity.quarantine.origin IS 'Device in the path or sender''s address; empty for media servers | purpose: replay as from the same sender | basis: GDPR Art. 6(1)(f) quality assurance | retention: quarantine';
COMMENT ON COLUMN identity.quarantine.reason IS 'What was wrong, with a JSON pointer; never a value.';
COMMENT ON COLUMN identity.quarantine.body IS 'The message or element as sent | purpose: correct and replay | basis: GDPR Art. 6(1)(f) quality assurance | retention: quarantine';

CREATE TABLE identity.secret (
    name  text PRIMARY KEY,
    value bytea NOT NULL
);
COMMENT ON TABLE identity.secret IS 'Keys of keyed hashes, made when the database is.';
COMMENT ON COLUMN identity.secret.name IS 'What the key is for.';
COMMENT ON COLUMN identity.secret.value IS '256 random bits.';
INSERT INTO identity.secret VALUES
    ('fingerprint', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

INSERT INTO ops.partitioned VALUES
    ('raw.measurement', 'day', 'timestamptz'), ('raw.event', 'day', 'timestamptz'),
    ('raw.stb_media', 'day', 'timestamptz'), ('raw.stb_network', 'day', 'timestamptz'),
    ('raw.stb_seen', 'day', 'date'),
    ('identity.call', 'day', 'date'), ('identity.address', 'day', 'date'), ('identity.participant', 'day', 'date'),
    ('identity.event', 'day', 'date'), ('identity.device', 'day', 'date'), ('identity.device_address', 'day', 'date'),
    ('identity.unknown_field', 'day', 'date'), ('identity.quarantine', 'day', 'date');

-- The spool ---------------------------------------------------------------------------------------------------------

CREATE TABLE ops.spool_position (
    spool_id  uuid NOT NULL,
    partition integer NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (spool_id, partition)
);
COMMENT ON TABLE ops.spool_position IS 'How far each spool has been stored; written in the transaction that stores the rows.';
COMMENT ON COLUMN ops.spool_position.spool_id IS 'The spool''s own id, made with its folder.';
COMMENT ON COLUMN ops.spool_position.partition IS 'Partition of the spool; one writer each.';
COMMENT ON COLUMN ops.spool_position.position IS 'Byte position behind the last record stored.';
