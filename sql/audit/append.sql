-- purpose: one entry at the end of the chain
-- parameters: the columns
-- plan: insert into one partition
INSERT INTO audit.entry
    (segment, seq, at, actor, role, action, kind, persons, purpose, subjects, before, signature, hash)
VALUES
    (:segment, :seq, :at, :actor, :role, :action, :kind, :persons, :purpose, :subjects, :before, :signature, :hash)
