-- Hourly and daily aggregates. All are mergeable: exact sums, counts, least, greatest, histograms.

CREATE TABLE kpi.quality_hour (
    hour              timestamptz NOT NULL,
    source_key        integer NOT NULL,
    stream            smallint NOT NULL,
    samples           bigint NOT NULL,
    bad_samples       bigint NOT NULL,
    packets           bigint,
    packets_lost      bigint,
    loss_lost         bigint,
    loss_total        bigint,
    bytes             numeric,
    bytes_received    numeric,
    mos_n             bigint NOT NULL DEFAULT 0,
    mos_sum           bigint,
    mos_min           integer,
    mos_max           integer,
    mos_histogram     bytea,
    mos_estimated_n   bigint NOT NULL DEFAULT 0,
    mos_estimated_sum bigint,
    mos_estimated_min integer,
    mos_estimated_max integer,
    loss_n            bigint NOT NULL DEFAULT 0,
    loss_sum          bigint,
    loss_min          integer,
    loss_max          integer,
    loss_histogram    bytea,
    jitter_n          bigint NOT NULL DEFAULT 0,
    jitter_sum        bigint,
    jitter_min        integer,
    jitter_max        integer,
    jitter_histogram  bytea,
    rtt_n             bigint NOT NULL DEFAULT 0,
    rtt_sum           bigint,
    rtt_min           integer,
    rtt_max           integer,
    rtt_histogram     bytea,
    send_n            bigint NOT NULL DEFAULT 0,
    send_sum          numeric,
    send_min          bigint,
    send_max          bigint,
    send_histogram    bytea,
    receive_n         bigint NOT NULL DEFAULT 0,
    receive_sum       numeric,
    receive_min       bigint,
    receive_max       bigint,
    receive_histogram bytea,
    PRIMARY KEY (hour, source_key, stream)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE kpi.quality_hour IS 'Call quality by hour.';
COMMENT ON COLUMN kpi.quality_hour.hour IS 'Start of the hour, UTC.';
COMMENT ON COLUMN kpi.quality_hour.source_key IS 'See raw.source.';
COMMENT ON COLUMN kpi.quality_hour.stream IS 'See raw.stream.';
COMMENT ON COLUMN kpi.quality_hour.samples IS 'Measurements.';
COMMENT ON COLUMN kpi.quality_hour.bad_samples IS 'Of these, bad ones.';
COMMENT ON COLUMN kpi.quality_hour.packets IS 'Packets sent (local) or received (remote).';
COMMENT ON COLUMN kpi.quality_hour.packets_lost IS 'Packets lost.';
COMMENT ON COLUMN kpi.quality_hour.loss_lost IS 'Packets lost, of measurements that give both counts.';
COMMENT ON COLUMN kpi.quality_hour.loss_total IS 'Their denominator: sent (local), lost + received (remote).';
COMMENT ON COLUMN kpi.quality_hour.bytes IS 'Bytes sent (local, network) or received (remote).';
COMMENT ON COLUMN kpi.quality_hour.bytes_received IS 'Bytes received, network only.';
COMMENT ON COLUMN kpi.quality_hour.mos_n IS 'Samples that measured reported MOS.';
COMMENT ON COLUMN kpi.quality_hour.mos_sum IS 'Sum of reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_hour.mos_min IS 'Least reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_hour.mos_max IS 'Greatest reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_hour.mos_histogram IS 'Histogram of reported MOS: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_hour.mos_estimated_n IS 'Samples that measured estimated MOS.';
COMMENT ON COLUMN kpi.quality_hour.mos_estimated_sum IS 'Sum of estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_hour.mos_estimated_min IS 'Least estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_hour.mos_estimated_max IS 'Greatest estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_hour.loss_n IS 'Samples that measured loss ratio.';
COMMENT ON COLUMN kpi.quality_hour.loss_sum IS 'Sum of loss ratio, 1e-9.';
COMMENT ON COLUMN kpi.quality_hour.loss_min IS 'Least loss ratio, 1e-9.';
COMMENT ON COLUMN kpi.quality_hour.loss_max IS 'Greatest loss ratio, 1e-9.';
COMMENT ON COLUMN kpi.quality_hour.loss_histogram IS 'Histogram of loss ratio: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_hour.jitter_n IS 'Samples that measured jitter.';
COMMENT ON COLUMN kpi.quality_hour.jitter_sum IS 'Sum of jitter, µs.';
COMMENT ON COLUMN kpi.quality_hour.jitter_min IS 'Least jitter, µs.';
COMMENT ON COLUMN kpi.quality_hour.jitter_max IS 'Greatest jitter, µs.';
COMMENT ON COLUMN kpi.quality_hour.jitter_histogram IS 'Histogram of jitter: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_hour.rtt_n IS 'Samples that measured round-trip time.';
COMMENT ON COLUMN kpi.quality_hour.rtt_sum IS 'Sum of round-trip time, µs.';
COMMENT ON COLUMN kpi.quality_hour.rtt_min IS 'Least round-trip time, µs.';
COMMENT ON COLUMN kpi.quality_hour.rtt_max IS 'Greatest round-trip time, µs.';
COMMENT ON COLUMN kpi.quality_hour.rtt_histogram IS 'Histogram of round-trip time: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_hour.send_n IS 'Samples that measured available send bandwidth.';
COMMENT ON COLUMN kpi.quality_hour.send_sum IS 'Sum of available send bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_hour.send_min IS 'Least available send bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_hour.send_max IS 'Greatest available send bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_hour.send_histogram IS 'Histogram of available send bandwidth: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_hour.receive_n IS 'Samples that measured available receive bandwidth.';
COMMENT ON COLUMN kpi.quality_hour.receive_sum IS 'Sum of available receive bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_hour.receive_min IS 'Least available receive bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_hour.receive_max IS 'Greatest available receive bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_hour.receive_histogram IS 'Histogram of available receive bandwidth: pairs of bucket (int16) and count (int32), big-endian, by bucket.';

CREATE TABLE kpi.quality_day (
    day               date NOT NULL,
    source_key        integer NOT NULL,
    stream            smallint NOT NULL,
    samples           bigint NOT NULL,
    bad_samples       bigint NOT NULL,
    packets           bigint,
    packets_lost      bigint,
    loss_lost         bigint,
    loss_total        bigint,
    bytes             numeric,
    bytes_received    numeric,
    mos_n             bigint NOT NULL DEFAULT 0,
    mos_sum           bigint,
    mos_min           integer,
    mos_max           integer,
    mos_histogram     bytea,
    mos_estimated_n   bigint NOT NULL DEFAULT 0,
    mos_estimated_sum bigint,
    mos_estimated_min integer,
    mos_estimated_max integer,
    loss_n            bigint NOT NULL DEFAULT 0,
    loss_sum          bigint,
    loss_min          integer,
    loss_max          integer,
    loss_histogram    bytea,
    jitter_n          bigint NOT NULL DEFAULT 0,
    jitter_sum        bigint,
    jitter_min        integer,
    jitter_max        integer,
    jitter_histogram  bytea,
    rtt_n             bigint NOT NULL DEFAULT 0,
    rtt_sum           bigint,
    rtt_min           integer,
    rtt_max           integer,
    rtt_histogram     bytea,
    send_n            bigint NOT NULL DEFAULT 0,
    send_sum          numeric,
    send_min          bigint,
    send_max          bigint,
    send_histogram    bytea,
    receive_n         bigint NOT NULL DEFAULT 0,
    receive_sum       numeric,
    receive_min       bigint,
    receive_max       bigint,
    receive_histogram bytea,
    PRIMARY KEY (day, source_key, stream)
) PARTITION BY RANGE (day);
COMMENT ON TABLE kpi.quality_day IS 'Call quality by day, from kpi.quality_hour.';
COMMENT ON COLUMN kpi.quality_day.day IS 'Day in tmc.zone.';
COMMENT ON COLUMN kpi.quality_day.source_key IS 'See raw.source.';
COMMENT ON COLUMN kpi.quality_day.stream IS 'See raw.stream.';
COMMENT ON COLUMN kpi.quality_day.samples IS 'Measurements.';
COMMENT ON COLUMN kpi.quality_day.bad_samples IS 'Of these, bad ones.';
COMMENT ON COLUMN kpi.quality_day.packets IS 'Packets sent (local) or received (remote).';
COMMENT ON COLUMN kpi.quality_day.packets_lost IS 'Packets lost.';
COMMENT ON COLUMN kpi.quality_day.loss_lost IS 'Packets lost, of measurements that give both counts.';
COMMENT ON COLUMN kpi.quality_day.loss_total IS 'Their denominator: sent (local), lost + received (remote).';
COMMENT ON COLUMN kpi.quality_day.bytes IS 'Bytes sent (local, network) or received (remote).';
COMMENT ON COLUMN kpi.quality_day.bytes_received IS 'Bytes received, network only.';
COMMENT ON COLUMN kpi.quality_day.mos_n IS 'Samples that measured reported MOS.';
COMMENT ON COLUMN kpi.quality_day.mos_sum IS 'Sum of reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_day.mos_min IS 'Least reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_day.mos_max IS 'Greatest reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_day.mos_histogram IS 'Histogram of reported MOS: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_day.mos_estimated_n IS 'Samples that measured estimated MOS.';
COMMENT ON COLUMN kpi.quality_day.mos_estimated_sum IS 'Sum of estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_day.mos_estimated_min IS 'Least estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_day.mos_estimated_max IS 'Greatest estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.quality_day.loss_n IS 'Samples that measured loss ratio.';
COMMENT ON COLUMN kpi.quality_day.loss_sum IS 'Sum of loss ratio, 1e-9.';
COMMENT ON COLUMN kpi.quality_day.loss_min IS 'Least loss ratio, 1e-9.';
COMMENT ON COLUMN kpi.quality_day.loss_max IS 'Greatest loss ratio, 1e-9.';
COMMENT ON COLUMN kpi.quality_day.loss_histogram IS 'Histogram of loss ratio: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_day.jitter_n IS 'Samples that measured jitter.';
COMMENT ON COLUMN kpi.quality_day.jitter_sum IS 'Sum of jitter, µs.';
COMMENT ON COLUMN kpi.quality_day.jitter_min IS 'Least jitter, µs.';
COMMENT ON COLUMN kpi.quality_day.jitter_max IS 'Greatest jitter, µs.';
COMMENT ON COLUMN kpi.quality_day.jitter_histogram IS 'Histogram of jitter: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_day.rtt_n IS 'Samples that measured round-trip time.';
COMMENT ON COLUMN kpi.quality_day.rtt_sum IS 'Sum of round-trip time, µs.';
COMMENT ON COLUMN kpi.quality_day.rtt_min IS 'Least round-trip time, µs.';
COMMENT ON COLUMN kpi.quality_day.rtt_max IS 'Greatest round-trip time, µs.';
COMMENT ON COLUMN kpi.quality_day.rtt_histogram IS 'Histogram of round-trip time: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_day.send_n IS 'Samples that measured available send bandwidth.';
COMMENT ON COLUMN kpi.quality_day.send_sum IS 'Sum of available send bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_day.send_min IS 'Least available send bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_day.send_max IS 'Greatest available send bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_day.send_histogram IS 'Histogram of available send bandwidth: pairs of bucket (int16) and count (int32), big-endian, by bucket.';
COMMENT ON COLUMN kpi.quality_day.receive_n IS 'Samples that measured available receive bandwidth.';
COMMENT ON COLUMN kpi.quality_day.receive_sum IS 'Sum of available receive bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_day.receive_min IS 'Least available receive bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_day.receive_max IS 'Greatest available receive bandwidth, bit/s.';
COMMENT ON COLUMN kpi.quality_day.receive_histogram IS 'Histogram of available receive bandwidth: pairs of bucket (int16) and count (int32), big-endian, by bucket.';

CREATE TABLE kpi.call_leg_hour (
    hour              timestamptz NOT NULL,
    call_key          bigint NOT NULL,
    source_key        integer NOT NULL,
    stream            smallint NOT NULL,
    first_at          timestamptz NOT NULL,
    last_at           timestamptz NOT NULL,
    samples           bigint NOT NULL,
    bad_samples       bigint NOT NULL,
    packets           bigint,
    packets_lost      bigint,
    loss_lost         bigint,
    loss_total        bigint,
    bytes             numeric,
    mos_n             bigint NOT NULL DEFAULT 0,
    mos_sum           bigint,
    mos_min           integer,
    mos_max           integer,
    mos_estimated_n   bigint NOT NULL DEFAULT 0,
    mos_estimated_sum bigint,
    mos_estimated_min integer,
    mos_estimated_max integer,
    jitter_n          bigint NOT NULL DEFAULT 0,
    jitter_sum        bigint,
    jitter_min        integer,
    jitter_max        integer,
    rtt_n             bigint NOT NULL DEFAULT 0,
    rtt_sum           bigint,
    rtt_min           integer,
    rtt_max           integer,
    PRIMARY KEY (call_key, hour, source_key, stream)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE kpi.call_leg_hour IS 'A calls summary by hour, leg (source) and stream.';
COMMENT ON COLUMN kpi.call_leg_hour.hour IS 'Start of the hour, UTC.';
COMMENT ON COLUMN kpi.call_leg_hour.call_key IS 'See identity.call.';
COMMENT ON COLUMN kpi.call_leg_hour.source_key IS 'See raw.source.';
COMMENT ON COLUMN kpi.call_leg_hour.stream IS 'See raw.stream.';
COMMENT ON COLUMN kpi.call_leg_hour.first_at IS 'First measurement.';
COMMENT ON COLUMN kpi.call_leg_hour.last_at IS 'Last measurement.';
COMMENT ON COLUMN kpi.call_leg_hour.samples IS 'Measurements.';
COMMENT ON COLUMN kpi.call_leg_hour.bad_samples IS 'Of these, bad ones.';
COMMENT ON COLUMN kpi.call_leg_hour.packets IS 'Packets sent (local) or received (remote).';
COMMENT ON COLUMN kpi.call_leg_hour.packets_lost IS 'Packets lost.';
COMMENT ON COLUMN kpi.call_leg_hour.loss_lost IS 'Packets lost, of measurements that give both counts.';
COMMENT ON COLUMN kpi.call_leg_hour.loss_total IS 'Their denominator.';
COMMENT ON COLUMN kpi.call_leg_hour.bytes IS 'Bytes.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_n IS 'Samples that measured reported MOS.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_sum IS 'Sum of reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_min IS 'Least reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_max IS 'Greatest reported MOS, 1e-6.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_estimated_n IS 'Samples that measured estimated MOS.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_estimated_sum IS 'Sum of estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_estimated_min IS 'Least estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.call_leg_hour.mos_estimated_max IS 'Greatest estimated MOS, 1e-6.';
COMMENT ON COLUMN kpi.call_leg_hour.jitter_n IS 'Samples that measured jitter.';
COMMENT ON COLUMN kpi.call_leg_hour.jitter_sum IS 'Sum of jitter, µs.';
COMMENT ON COLUMN kpi.call_leg_hour.jitter_min IS 'Least jitter, µs.';
COMMENT ON COLUMN kpi.call_leg_hour.jitter_max IS 'Greatest jitter, µs.';
COMMENT ON COLUMN kpi.call_leg_hour.rtt_n IS 'Samples that measured round-trip time.';
COMMENT ON COLUMN kpi.call_leg_hour.rtt_sum IS 'Sum of round-trip time, µs.';
COMMENT ON COLUMN kpi.call_leg_hour.rtt_min IS 'Least round-trip time, µs.';
COMMENT ON COLUMN kpi.call_leg_hour.rtt_max IS 'Greatest round-trip time, µs.';

CREATE TABLE kpi.call_count_hour (
    hour      timestamptz NOT NULL,
    dataset   text NOT NULL,
    "grouping"  smallint NOT NULL,
    location  text NOT NULL,
    media     text NOT NULL,
    direction text NOT NULL,
    server    text NOT NULL,
    calls     bigint NOT NULL,
    bad_calls bigint NOT NULL,
    PRIMARY KEY (hour, dataset, "grouping", location, media, direction, server)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE kpi.call_count_hour IS 'Distinct calls by hour, for each grouping that reports offer.';
COMMENT ON COLUMN kpi.call_count_hour.hour IS 'Start of the hour, UTC.';
COMMENT ON COLUMN kpi.call_count_hour.dataset IS 'ms or ui.';
COMMENT ON COLUMN kpi.call_count_hour."grouping" IS 'Which of the next four columns the count is by: location 1, media 2, direction 4, server 8, added up.';
COMMENT ON COLUMN kpi.call_count_hour.location IS 'Location; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_hour.media IS 'Media; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_hour.direction IS 'Direction; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_hour.server IS 'Server; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_hour.calls IS 'Distinct calls.';
COMMENT ON COLUMN kpi.call_count_hour.bad_calls IS 'Of these, calls with too large a share of bad samples in the bucket and data set.';

CREATE TABLE kpi.call_count_day (
    day       date NOT NULL,
    dataset   text NOT NULL,
    "grouping"  smallint NOT NULL,
    location  text NOT NULL,
    media     text NOT NULL,
    direction text NOT NULL,
    server    text NOT NULL,
    calls     bigint NOT NULL,
    bad_calls bigint NOT NULL,
    PRIMARY KEY (day, dataset, "grouping", location, media, direction, server)
) PARTITION BY RANGE (day);
COMMENT ON TABLE kpi.call_count_day IS 'Distinct calls by day, for each grouping that reports offer.';
COMMENT ON COLUMN kpi.call_count_day.day IS 'Day in tmc.zone.';
COMMENT ON COLUMN kpi.call_count_day.dataset IS 'ms or ui.';
COMMENT ON COLUMN kpi.call_count_day."grouping" IS 'Which of the next four columns the count is by: location 1, media 2, direction 4, server 8, added up.';
COMMENT ON COLUMN kpi.call_count_day.location IS 'Location; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day.media IS 'Media; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day.direction IS 'Direction; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day.server IS 'Server; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day.calls IS 'Distinct calls.';
COMMENT ON COLUMN kpi.call_count_day.bad_calls IS 'Of these, calls with too large a share of bad samples in the bucket and data set.';

CREATE TABLE kpi.call_count_day_change (
    id        bigint GENERATED ALWAYS AS IDENTITY,
    day       date NOT NULL,
    dataset   text NOT NULL,
    "grouping"  smallint NOT NULL,
    location  text NOT NULL,
    media     text NOT NULL,
    direction text NOT NULL,
    server    text NOT NULL,
    calls     bigint NOT NULL,
    bad_calls bigint NOT NULL,
    PRIMARY KEY (id)
);
COMMENT ON TABLE kpi.call_count_day_change IS 'Changes of kpi.call_count_day that hourly-kpi found and daily-kpi has not merged yet.';
COMMENT ON COLUMN kpi.call_count_day_change.id IS 'Surrogate key.';
COMMENT ON COLUMN kpi.call_count_day_change.day IS 'Day in tmc.zone.';
COMMENT ON COLUMN kpi.call_count_day_change.dataset IS 'ms or ui.';
COMMENT ON COLUMN kpi.call_count_day_change."grouping" IS 'Which of the next four columns the count is by: location 1, media 2, direction 4, server 8, added up.';
COMMENT ON COLUMN kpi.call_count_day_change.location IS 'Location; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day_change.media IS 'Media; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day_change.direction IS 'Direction; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day_change.server IS 'Server; empty when not grouped by.';
COMMENT ON COLUMN kpi.call_count_day_change.calls IS 'Change of distinct calls.';
COMMENT ON COLUMN kpi.call_count_day_change.bad_calls IS 'Change of bad calls.';

CREATE TABLE kpi.changed_hour (
    hour timestamptz NOT NULL,
    PRIMARY KEY (hour)
);
COMMENT ON TABLE kpi.changed_hour IS 'Hours whose days daily-kpi must compute again.';
COMMENT ON COLUMN kpi.changed_hour.hour IS 'Start of the hour, UTC.';

CREATE TABLE kpi.stb_media_hour (
    hour            timestamptz NOT NULL,
    device_key      bigint NOT NULL,
    channel_key     integer NOT NULL,
    sessions        bigint NOT NULL,
    watched_s       numeric,
    watched_n       bigint NOT NULL,
    video_decoded   numeric,
    video_dropped   numeric,
    video_failed    numeric,
    audio_decoded   numeric,
    audio_dropped   numeric,
    audio_failed    numeric,
    discontinuities numeric,
    bitrate_n       bigint NOT NULL,
    bitrate_sum_bps numeric,
    PRIMARY KEY (device_key, hour, channel_key)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE kpi.stb_media_hour IS 'Playback by hour, device and channel.';
COMMENT ON COLUMN kpi.stb_media_hour.hour IS 'Start of the hour, UTC.';
COMMENT ON COLUMN kpi.stb_media_hour.device_key IS 'See identity.device.';
COMMENT ON COLUMN kpi.stb_media_hour.channel_key IS 'See raw.channel.';
COMMENT ON COLUMN kpi.stb_media_hour.sessions IS 'Playback sessions that ended in it.';
COMMENT ON COLUMN kpi.stb_media_hour.watched_s IS 'Watched time, s.';
COMMENT ON COLUMN kpi.stb_media_hour.watched_n IS 'Sessions with a known length.';
COMMENT ON COLUMN kpi.stb_media_hour.video_decoded IS 'Video frames decoded.';
COMMENT ON COLUMN kpi.stb_media_hour.video_dropped IS 'Video frames dropped.';
COMMENT ON COLUMN kpi.stb_media_hour.video_failed IS 'Video frames failed.';
COMMENT ON COLUMN kpi.stb_media_hour.audio_decoded IS 'Audio frames decoded.';
COMMENT ON COLUMN kpi.stb_media_hour.audio_dropped IS 'Audio frames dropped.';
COMMENT ON COLUMN kpi.stb_media_hour.audio_failed IS 'Audio frames failed.';
COMMENT ON COLUMN kpi.stb_media_hour.discontinuities IS 'Discontinuities.';
COMMENT ON COLUMN kpi.stb_media_hour.bitrate_n IS 'Sessions with a bitrate.';
COMMENT ON COLUMN kpi.stb_media_hour.bitrate_sum_bps IS 'Sum of their average bitrates, bit/s.';

CREATE TABLE kpi.stb_media_day (
    day             date NOT NULL,
    device_key      bigint NOT NULL,
    channel_key     integer NOT NULL,
    sessions        bigint NOT NULL,
    watched_s       numeric,
    watched_n       bigint NOT NULL,
    video_decoded   numeric,
    video_dropped   numeric,
    video_failed    numeric,
    audio_decoded   numeric,
    audio_dropped   numeric,
    audio_failed    numeric,
    discontinuities numeric,
    bitrate_n       bigint NOT NULL,
    bitrate_sum_bps numeric,
    PRIMARY KEY (device_key, day, channel_key)
) PARTITION BY RANGE (day);
COMMENT ON TABLE kpi.stb_media_day IS 'Playback by day, device and channel.';
COMMENT ON COLUMN kpi.stb_media_day.day IS 'Day in tmc.zone.';
COMMENT ON COLUMN kpi.stb_media_day.device_key IS 'See identity.device.';
COMMENT ON COLUMN kpi.stb_media_day.channel_key IS 'See raw.channel.';
COMMENT ON COLUMN kpi.stb_media_day.sessions IS 'Playback sessions that ended in it.';
COMMENT ON COLUMN kpi.stb_media_day.watched_s IS 'Watched time, s.';
COMMENT ON COLUMN kpi.stb_media_day.watched_n IS 'Sessions with a known length.';
COMMENT ON COLUMN kpi.stb_media_day.video_decoded IS 'Video frames decoded.';
COMMENT ON COLUMN kpi.stb_media_day.video_dropped IS 'Video frames dropped.';
COMMENT ON COLUMN kpi.stb_media_day.video_failed IS 'Video frames failed.';
COMMENT ON COLUMN kpi.stb_media_day.audio_decoded IS 'Audio frames decoded.';
COMMENT ON COLUMN kpi.stb_media_day.audio_dropped IS 'Audio frames dropped.';
COMMENT ON COLUMN kpi.stb_media_day.audio_failed IS 'Audio frames failed.';
COMMENT ON COLUMN kpi.stb_media_day.discontinuities IS 'Discontinuities.';
COMMENT ON COLUMN kpi.stb_media_day.bitrate_n IS 'Sessions with a bitrate.';
COMMENT ON COLUMN kpi.stb_media_day.bitrate_sum_bps IS 'Sum of their average bitrates, bit/s.';

CREATE TABLE kpi.stb_counter (
    day                date NOT NULL,
    device_key         bigint NOT NULL,
    interface          text NOT NULL,
    at                 timestamptz NOT NULL,
    carried            boolean NOT NULL,
    received_bytes     bigint,
    received_packets   bigint,
    received_errors    bigint,
    received_discards  bigint,
    received_multicast bigint,
    sent_bytes         bigint,
    sent_packets       bigint,
    sent_errors        bigint,
    speed_mbps         integer,
    duplex             text,
    PRIMARY KEY (device_key, interface, at, day)
) PARTITION BY RANGE (day);
COMMENT ON TABLE kpi.stb_counter IS 'Counter readings of set-top boxes: the state from which differences are computed, also when raw rows are gone. Kept as long as late reports are accepted.';
COMMENT ON COLUMN kpi.stb_counter.day IS 'UTC day of device_key.';
COMMENT ON COLUMN kpi.stb_counter.device_key IS 'See identity.device.';
COMMENT ON COLUMN kpi.stb_counter.interface IS 'Name of the interface.';
COMMENT ON COLUMN kpi.stb_counter.at IS 'Time of the report.';
COMMENT ON COLUMN kpi.stb_counter.carried IS 'The last report of an earlier day, carried over so that the first difference of this day is known.';
COMMENT ON COLUMN kpi.stb_counter.received_bytes IS 'Bytes received, total.';
COMMENT ON COLUMN kpi.stb_counter.received_packets IS 'Packets received, total.';
COMMENT ON COLUMN kpi.stb_counter.received_errors IS 'Packets received with errors, total.';
COMMENT ON COLUMN kpi.stb_counter.received_discards IS 'Received packets discarded, total.';
COMMENT ON COLUMN kpi.stb_counter.received_multicast IS 'Multicast packets received, total.';
COMMENT ON COLUMN kpi.stb_counter.sent_bytes IS 'Bytes sent, total.';
COMMENT ON COLUMN kpi.stb_counter.sent_packets IS 'Packets sent, total.';
COMMENT ON COLUMN kpi.stb_counter.sent_errors IS 'Packets not sent because of errors, total.';
COMMENT ON COLUMN kpi.stb_counter.speed_mbps IS 'Link speed, Mbit/s.';
COMMENT ON COLUMN kpi.stb_counter.duplex IS 'full or half.';

CREATE TABLE kpi.stb_network_hour (
    hour               timestamptz NOT NULL,
    device_key         bigint NOT NULL,
    interface          text NOT NULL,
    reports            bigint NOT NULL,
    received_bytes     numeric,
    received_packets   numeric,
    received_errors    numeric,
    received_discards  numeric,
    received_multicast numeric,
    sent_bytes         numeric,
    sent_packets       numeric,
    sent_errors        numeric,
    used_bits          numeric,
    capacity_bits      numeric,
    PRIMARY KEY (device_key, hour, interface)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE kpi.stb_network_hour IS 'Interface counters by hour and device.';
COMMENT ON COLUMN kpi.stb_network_hour.hour IS 'Start of the hour, UTC.';
COMMENT ON COLUMN kpi.stb_network_hour.device_key IS 'See identity.device.';
COMMENT ON COLUMN kpi.stb_network_hour.interface IS 'Name of the interface.';
COMMENT ON COLUMN kpi.stb_network_hour.reports IS 'Reports.';
COMMENT ON COLUMN kpi.stb_network_hour.received_bytes IS 'Bytes received, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.received_packets IS 'Packets received, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.received_errors IS 'Packets received with errors, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.received_discards IS 'Received packets discarded, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.received_multicast IS 'Multicast packets received, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.sent_bytes IS 'Bytes sent, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.sent_packets IS 'Packets sent, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.sent_errors IS 'Packets not sent because of errors, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_hour.used_bits IS 'Bits carried by the busier direction (full duplex) or by both, over intervals with a known speed.';
COMMENT ON COLUMN kpi.stb_network_hour.capacity_bits IS 'Speed times the length of these intervals, bit.';

CREATE TABLE kpi.stb_network_day (
    day                date NOT NULL,
    device_key         bigint NOT NULL,
    interface          text NOT NULL,
    reports            bigint NOT NULL,
    received_bytes     numeric,
    received_packets   numeric,
    received_errors    numeric,
    received_discards  numeric,
    received_multicast numeric,
    sent_bytes         numeric,
    sent_packets       numeric,
    sent_errors        numeric,
    used_bits          numeric,
    capacity_bits      numeric,
    PRIMARY KEY (device_key, day, interface)
) PARTITION BY RANGE (day);
COMMENT ON TABLE kpi.stb_network_day IS 'Interface counters by day and device.';
COMMENT ON COLUMN kpi.stb_network_day.day IS 'Day in tmc.zone.';
COMMENT ON COLUMN kpi.stb_network_day.device_key IS 'See identity.device.';
COMMENT ON COLUMN kpi.stb_network_day.interface IS 'Name of the interface.';
COMMENT ON COLUMN kpi.stb_network_day.reports IS 'Reports.';
COMMENT ON COLUMN kpi.stb_network_day.received_bytes IS 'Bytes received, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.received_packets IS 'Packets received, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.received_errors IS 'Packets received with errors, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.received_discards IS 'Received packets discarded, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.received_multicast IS 'Multicast packets received, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.sent_bytes IS 'Bytes sent, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.sent_packets IS 'Packets sent, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.sent_errors IS 'Packets not sent because of errors, sum of differences; null when none is known.';
COMMENT ON COLUMN kpi.stb_network_day.used_bits IS 'Bits carried by the busier direction (full duplex) or by both, over intervals with a known speed.';
COMMENT ON COLUMN kpi.stb_network_day.capacity_bits IS 'Speed times the length of these intervals, bit.';

CREATE TABLE kpi.setting (
    name  text PRIMARY KEY,
    value text NOT NULL
);
COMMENT ON TABLE kpi.setting IS 'What the aggregates were computed with.';
COMMENT ON COLUMN kpi.setting.name IS 'zone: the time zone of the day tables. bad-call-percent: share of bad samples from which a call is bad.';
COMMENT ON COLUMN kpi.setting.value IS 'Its value.';

INSERT INTO ops.partitioned VALUES
    ('kpi.quality_hour', 'month', 'timestamptz'), ('kpi.quality_day', 'month', 'date'),
    ('kpi.call_leg_hour', 'day', 'timestamptz'),
    ('kpi.call_count_hour', 'month', 'timestamptz'), ('kpi.call_count_day', 'month', 'date'),
    ('kpi.stb_media_hour', 'day', 'timestamptz'), ('kpi.stb_media_day', 'month', 'date'),
    ('kpi.stb_counter', 'day', 'date'),
    ('kpi.stb_network_hour', 'day', 'timestamptz'), ('kpi.stb_network_day', 'month', 'date');
