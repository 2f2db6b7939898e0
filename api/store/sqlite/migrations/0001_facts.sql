-- What a subject is, is its last fact; the ones before it are its history.
CREATE TABLE facts (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, whatever is removed
  id      TEXT NOT NULL UNIQUE,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  stage   TEXT NOT NULL,
  closed  INTEGER NOT NULL,
  desk    TEXT NOT NULL,
  at      INTEGER NOT NULL, -- milliseconds since 1970
  until   INTEGER,          -- likewise; NULL for never
  secret  BLOB              -- sealed; NULL for none
) STRICT;
CREATE INDEX facts_by_subject ON facts (kind, subject, seq);

CREATE TABLE subjects (
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  seq     INTEGER NOT NULL, -- of its last fact
  closed  INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  until   INTEGER,
  alone   BLOB,             -- a keyed mark; NULL for none
  PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX subjects_alone ON subjects (alone) WHERE closed = 0 AND alone IS NOT NULL;
CREATE INDEX subjects_open ON subjects (seq) WHERE closed = 0;
CREATE INDEX subjects_closed ON subjects (at) WHERE closed = 1;
CREATE INDEX subjects_until ON subjects (until) WHERE until IS NOT NULL;

CREATE TABLE claims (
  name   TEXT PRIMARY KEY,
  fence  INTEGER NOT NULL,
  holder TEXT NOT NULL,
  ttl    INTEGER NOT NULL, -- milliseconds
  until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE budgets (
  name  TEXT PRIMARY KEY,
  left  INTEGER NOT NULL,
  ends  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row.
CREATE TABLE meta (
  fence    INTEGER NOT NULL, -- the greatest number given to a claim
  data_key TEXT NOT NULL,    -- the id of the key that seals
  marker   BLOB NOT NULL     -- the secret by which marks are made, sealed
) STRICT;
