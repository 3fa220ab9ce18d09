-- Keys of second factors lie sealed with a key of the server's master key. Those that lay there in clear are removed, as whoever
-- read a backup may know them: their clients enrol anew.
UPDATE ops.client
SET totp_key = NULL, totp_confirmed = false
WHERE totp_key IS NOT NULL;

ALTER TABLE ops.client
    DROP CONSTRAINT client_totp_key_check,
    ADD CONSTRAINT client_totp_key_check CHECK (octet_length(totp_key) = 48);

COMMENT ON COLUMN ops.client.totp_key IS
    'Key of the second factor (RFC 6238), 160 bits, sealed by AES-256-GCM: nonce, key, tag; null without one.';
