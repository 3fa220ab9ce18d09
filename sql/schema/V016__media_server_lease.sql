-- Which node is connected to which media server: two that listen to the same one would store its records twice.

CREATE TABLE ops.media_server_lease (
    name       text PRIMARY KEY,
    holder     uuid NOT NULL,
    renewed_at timestamptz NOT NULL
);
COMMENT ON TABLE ops.media_server_lease IS 'The node that connects to a media server; renewed every few seconds.';
COMMENT ON COLUMN ops.media_server_lease.name IS 'Name of the media server.';
COMMENT ON COLUMN ops.media_server_lease.holder IS 'Id of the node''s spool.';
COMMENT ON COLUMN ops.media_server_lease.renewed_at IS 'Last sign of the holder; another node takes over when it is old.';
