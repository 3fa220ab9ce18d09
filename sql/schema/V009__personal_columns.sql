-- Comments of columns with personal data, from which the catalogue is made (identity.PersonalColumns). Search, export, erasure,
-- redaction, notices and records of processing follow them: a new column with personal data costs its comment.
--
--   what it holds | purpose: … | basis: … | retention: KIND | identifies: none, or ITEM, ITEM … | source: ORIGIN, from where
--
--   KIND    raw measurements, identities, events with SDP, call attempts, hourly KPIs, daily KPIs, audit, quarantine, logs;
--           accounts: until removed; requests: until completed; records: as long as compliance must be shown
--   ITEM    session, agent, customer, phone, sip-uri, ip, device or any (all of them);
--           then, where needed, " as address" (IP:port) or " as text" (somewhere in a longer text);
--           then, where needed, " where COLUMN=VALUE" (of the same row)
--   ORIGIN  provided (by the person), observed (while the person used the service), derived (made by the controller)
--
-- Columns day, call_key and device_key tie a row to the rest by their names. A column of text, bytes, addresses or JSON in
-- schema identity that holds nothing personal says so: what it holds | not personal: why.

CREATE SCHEMA privacy;
COMMENT ON SCHEMA privacy IS 'Rights of persons: holds, consents, breaches, transfers, requests. Persons by keyed HMAC only, unless a comment says otherwise.';

COMMENT ON COLUMN identity.call.session_id IS 'SessionId tag | purpose: find a call''s measurements | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: session | source: derived, SessionId tag of the media server or user interface';
COMMENT ON COLUMN identity.call.conversation_id IS 'ConversationId tag | purpose: relate the legs of a conversation | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: none | source: derived, ConversationId tag of the media server or user interface';
COMMENT ON COLUMN identity.address.local_address IS 'IP:port of the reporter | purpose: find network faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: ip as address | source: observed, media server or user interface';
COMMENT ON COLUMN identity.address.remote_address IS 'IP:port of its peer | purpose: find network faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: ip as address | source: observed, media server or user interface';
COMMENT ON COLUMN identity.participant.external_id IS 'Agent id, or the customer''s number or id | purpose: relate quality to a person''s line | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: agent where role=agent, customer where role=customer, phone where role=customer, sip-uri where role=customer | source: provided, entity events of the media server';
COMMENT ON COLUMN identity.participant.name IS 'Name of the leg in events; empty when none was sent | purpose: relate events to a leg | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: none | source: derived, entity events of the media server';
COMMENT ON COLUMN identity.event.body IS 'The event, JSON, with SDP and external ids | purpose: find signalling faults | basis: GDPR Art. 6(1)(f) quality assurance | retention: events with SDP | identifies: any as text | source: observed, events of the media server or user interface';
COMMENT ON COLUMN identity.device.device_id IS 'Device named in the path, or sender and reported address | purpose: find a household''s faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities | identifies: device, ip as text | source: observed, path or sender of the set-top box';
COMMENT ON COLUMN identity.device_address.ip IS 'IP address of the box; empty when none was sent | purpose: find network faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities | identifies: ip | source: observed, set-top box';
COMMENT ON COLUMN identity.device_address.netmask IS 'Netmask; empty when none was sent | purpose: find network faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities | identifies: none | source: observed, set-top box';
COMMENT ON COLUMN identity.device_address.gateway IS 'Gateway; empty when none was sent | purpose: find network faults | basis: GDPR Art. 6(1)(b) performance of contract | retention: identities | identifies: ip | source: observed, set-top box';
COMMENT ON COLUMN identity.unknown_field.body IS 'The fields, JSON, nested as sent | purpose: lose nothing that a source sends | basis: GDPR Art. 6(1)(f) quality assurance | retention: identities | identifies: any as text | source: observed, any source';
COMMENT ON COLUMN identity.quarantine.origin IS 'Device in the path or sender''s address; empty for media servers | purpose: replay as from the same sender | basis: GDPR Art. 6(1)(f) quality assurance | retention: quarantine | identifies: device, ip as text | source: observed, path or sender of the record';
COMMENT ON COLUMN identity.quarantine.body IS 'The message or element as sent | purpose: correct and replay | basis: GDPR Art. 6(1)(f) quality assurance | retention: quarantine | identifies: any as text | source: observed, any source';

COMMENT ON COLUMN identity.participant.role IS 'agent or customer | not personal: one of two words';
COMMENT ON COLUMN identity.device_address.interface IS 'Name of the interface | not personal: name of a piece of hardware';
COMMENT ON COLUMN identity.unknown_field.feed IS 'Feed it came through | not personal: name of a feed';
COMMENT ON COLUMN identity.quarantine.feed IS 'Feed it came through | not personal: name of a feed';
COMMENT ON COLUMN identity.quarantine.reason IS 'What was wrong, with a JSON pointer | not personal: says what was wrong, never a value';
COMMENT ON COLUMN identity.secret.name IS 'What the key is for | not personal: name of a key';
COMMENT ON COLUMN identity.secret.value IS '256 random bits | not personal: random bits';

COMMENT ON COLUMN ops.client.id IS 'Name that the client signs in with, a person''s for accounts of the console | purpose: let nobody in who does not belong | basis: GDPR Art. 6(1)(f) security of processing | retention: accounts | identifies: none | source: provided, the administrator';
COMMENT ON COLUMN ops.client.region IS 'Country in which it works, ISO 3166-1 alpha-2; null when not said | purpose: mask identifiers for recipients without adequate protection | basis: GDPR Art. 6(1)(c), Art. 44 | retention: accounts | identifies: none | source: provided, the administrator';
