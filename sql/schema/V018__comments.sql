-- What quarantine is for. Form of the comments: V009__personal_columns.sql.

COMMENT ON COLUMN identity.quarantine.origin IS 'Device in the path or sender''s address; empty for media servers | purpose: find the sender that has to be put right | basis: GDPR Art. 6(1)(f) quality assurance | retention: quarantine | identifies: device, ip as text | source: observed, path or sender of the record';
COMMENT ON COLUMN identity.quarantine.body IS 'The message or element as sent | purpose: see what was wrong with it | basis: GDPR Art. 6(1)(f) quality assurance | retention: quarantine | identifies: any as text | source: observed, any source';
