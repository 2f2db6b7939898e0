-- By its version a fact is compared with those of other hosts; see store.Copy.
ALTER TABLE facts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
UPDATE facts SET version = (SELECT count(*) FROM facts f WHERE f.kind = facts.kind AND f.subject = facts.subject AND f.seq <= facts.seq);
