-- Accounts: rotation of secrets with overlap, a second factor, clients of some customers' data, sessions of the console.

ALTER TABLE ops.client
    ADD COLUMN customers             text[] CHECK (cardinality(customers) > 0),
    ADD COLUMN previous_secret_hash  text CHECK (previous_secret_hash LIKE '$argon2id$%'),
    ADD COLUMN previous_secret_until timestamptz,
    ADD COLUMN totp_key              bytea CHECK (octet_length(totp_key) = 20),
    ADD COLUMN totp_confirmed        boolean NOT NULL DEFAULT false,
    ADD COLUMN totp_last_step        bigint NOT NULL DEFAULT 0,
    ADD CHECK ((previous_secret_hash IS NULL) = (previous_secret_until IS NULL)),
    ADD CHECK (totp_key IS NOT NULL OR NOT totp_confirmed),
    ADD CHECK (customers IS NULL OR roles <@ ARRAY ['viewer', 'analyst']);
COMMENT ON COLUMN ops.client.customers IS 'External ids of the customers whose calls it sees, and no other data; null for everybody''s.';
COMMENT ON COLUMN ops.client.previous_secret_hash IS 'The secret before, as secret_hash; good until previous_secret_until.';
COMMENT ON COLUMN ops.client.previous_secret_until IS 'End of the overlap of a rotation.';
COMMENT ON COLUMN ops.client.totp_key IS 'Key of the second factor (RFC 6238), 160 bits; null without one.';
COMMENT ON COLUMN ops.client.totp_confirmed IS 'A code of the second factor was shown; from then on it is asked for.';
COMMENT ON COLUMN ops.client.totp_last_step IS 'Time step of the last code taken: a code is good once (RFC 6238, 5.2).';

CREATE TABLE ops.session (
    token_hash    bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    client        text NOT NULL REFERENCES ops.client (id) ON DELETE CASCADE,
    second_factor boolean NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    seen_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON ops.session (client);
CREATE INDEX ON ops.session (seen_at);
COMMENT ON TABLE ops.session IS 'Sessions of the console, good on every node.';
COMMENT ON COLUMN ops.session.token_hash IS 'SHA-256 of the cookie''s 256 random bits; the cookie itself is stored nowhere.';
COMMENT ON COLUMN ops.session.client IS 'Who signed in.';
COMMENT ON COLUMN ops.session.second_factor IS 'A code of the second factor was shown at the sign-in.';
COMMENT ON COLUMN ops.session.created_at IS 'Time of the sign-in.';
COMMENT ON COLUMN ops.session.seen_at IS 'Time of the last request, to the minute.';
