-- Comments that persons read in notices and exports, in plain words: instead of those of the migrations that made the columns.
-- The grammar is in V009.

COMMENT ON SCHEMA raw IS 'Records as received, by surrogate keys: personal data only as long as identity leads from a key to a person.';
COMMENT ON SCHEMA kpi IS 'Hourly and daily aggregates by surrogate keys and dimensions: personal data only as long as identity leads from a key to a person.';

COMMENT ON COLUMN privacy.hold.person_hmac IS 'A code by which the person is recognised again, from which nobody can read who it is | purpose: keep evidence for legal claims | basis: GDPR Art. 6(1)(f) legal claims, Art. 17(3)(e) | retention: records | identifies: none | source: provided, the privacy officer';
COMMENT ON COLUMN privacy.consent.person_hmac IS 'A code by which the person is recognised again, from which nobody can read who it is | purpose: show who consented to what | basis: GDPR Art. 6(1)(c), Art. 7(1) | retention: records | identifies: none | source: provided, the person, through the privacy officer';
COMMENT ON COLUMN privacy.set_aside.sealed IS 'Restricted records, encrypted | purpose: keep restricted data without processing them | basis: GDPR Art. 18(2) | retention: requests | identifies: none | source: derived, the table that it came from';
COMMENT ON COLUMN privacy.request.sealed IS 'Identifiers and contents of an open request, encrypted; removed when it is closed | purpose: answer the request | basis: GDPR Art. 6(1)(c), Art. 12 | retention: requests | identifies: none | source: provided, the person';
COMMENT ON COLUMN privacy.export_part.bytes IS 'Copy of a person''s data made for an access or portability request, encrypted, for some days | purpose: answer the request | basis: GDPR Art. 6(1)(c), Art. 15, 20 | retention: requests | identifies: none | source: derived, all other columns with personal data';

COMMENT ON COLUMN identity.call.session_id IS 'Id of the call''s session (tag SessionId) | purpose: find a call''s measurements | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: session | source: derived, SessionId tag of the media server or user interface';
COMMENT ON COLUMN identity.call.conversation_id IS 'Id of the conversation that calls belong to (tag ConversationId) | purpose: relate the legs of a conversation | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: none | source: derived, ConversationId tag of the media server or user interface';
COMMENT ON COLUMN identity.address.local_address IS 'IP address and port at which the reporter of a call''s leg sent and received | purpose: find network faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: ip as address | source: observed, media server or user interface';
COMMENT ON COLUMN identity.address.remote_address IS 'IP address and port of the other end of the leg | purpose: find network faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: ip as address | source: observed, media server or user interface';
