-- Where media servers are, as set by REST. Those from the settings are not here.

CREATE TABLE ops.media_server (
    name       text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    url        text NOT NULL,
    enabled    boolean NOT NULL,
    headers    jsonb NOT NULL,
    trust      text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.media_server IS 'Media servers to connect to; a row stands before a server of the same name in the settings.';
COMMENT ON COLUMN ops.media_server.name IS 'Name, the part behind the slash of the feed''s name.';
COMMENT ON COLUMN ops.media_server.url IS 'WebSocket address, ws or wss.';
COMMENT ON COLUMN ops.media_server.enabled IS 'Whether to be connected.';
COMMENT ON COLUMN ops.media_server.headers IS 'Headers of the handshake, an object of strings; can hold secrets.';
COMMENT ON COLUMN ops.media_server.trust IS 'Certificates trusted for wss: a PEM or PKCS#12 file, or PEM text; empty for those of the Java runtime.';
COMMENT ON COLUMN ops.media_server.changed_at IS 'Last change.';
