-- purpose: one more identity that is not stored
-- parameters: kind, hash, effect, request, before, forget
-- plan: primary key
INSERT INTO privacy.suppressed (kind, hash, effect, request_id, received_before, forget_at)
VALUES (:kind, :hash, :effect, :request, :before, :forget)
ON CONFLICT (request_id, kind, hash) DO UPDATE SET
    -- Once for good, or for longer, stays so.
    forget_at = CASE WHEN suppressed.forget_at IS NOT NULL AND EXCLUDED.forget_at IS NOT NULL
                     THEN greatest(suppressed.forget_at, EXCLUDED.forget_at) END,
    effect = EXCLUDED.effect
