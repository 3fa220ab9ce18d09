-- purpose: a signed statement about the chain
-- parameters: the columns
-- plan: insert
INSERT INTO audit.anchor (kind, seq, at, hash, kid, signature) VALUES (:kind, :seq, :at, :hash, :kid, :signature)
