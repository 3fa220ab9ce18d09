-- Who may call.

CREATE TABLE ops.client (
    id            text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    roles         text[] NOT NULL CHECK (cardinality(roles) > 0
                      AND roles <@ ARRAY ['feeder', 'viewer', 'analyst', 'operator', 'privacy-officer', 'admin']),
    region        text,
    secret_hash   text NOT NULL CHECK (secret_hash LIKE '$argon2id$%'),
    secret_set_at timestamptz NOT NULL DEFAULT now(),
    created_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.client IS 'Programs and accounts that may call the REST interface.';
COMMENT ON COLUMN ops.client.id IS 'Name that the client signs in with.';
COMMENT ON COLUMN ops.client.roles IS 'What it may do; see access.Role.';
COMMENT ON COLUMN ops.client.region IS 'Where it works; null when not said.';
COMMENT ON COLUMN ops.client.secret_hash IS 'Argon2id in PHC string format; the secret itself is stored nowhere.';
COMMENT ON COLUMN ops.client.secret_set_at IS 'Time of the last change of the secret.';
COMMENT ON COLUMN ops.client.created_at IS 'Time of creation.';
