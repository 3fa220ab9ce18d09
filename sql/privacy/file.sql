-- purpose: a new request
-- parameters: id, type, channel, received, filed, by, due, sealed, key, fingerprint, callbacks
-- plan: one row
INSERT INTO privacy.request
    (id, type, status, channel, received_at, filed_at, filed_by, due_at, sealed, idempotency, fingerprint, callbacks)
VALUES (:id, :type, 'pending', :channel, :received, :filed, :by, :due, :sealed, :key, :fingerprint, :callbacks::jsonb)
