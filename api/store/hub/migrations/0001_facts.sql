-- What a subject is, is the last fact about it that counts; see store.Copy.
CREATE TABLE facts (
  seq     BIGINT PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  stage   TEXT NOT NULL,
  closed  BOOLEAN NOT NULL,
  desk    TEXT NOT NULL,
  at      BIGINT NOT NULL, -- milliseconds since 1970
  until   BIGINT,          -- likewise; NULL for never
  version BIGINT NOT NULL,
  secret  BYTEA            -- sealed; NULL for none
);
CREATE INDEX facts_by_subject ON facts (kind, subject, seq);

CREATE TABLE subjects (
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  seq     BIGINT NOT NULL, -- of its last fact
  version BIGINT NOT NULL, -- and of that
  id      TEXT NOT NULL,
  closed  BOOLEAN NOT NULL,
  at      BIGINT NOT NULL,
  until   BIGINT,
  alone   BYTEA,           -- a keyed mark; NULL for none
  PRIMARY KEY (kind, subject)
);
CREATE UNIQUE INDEX subjects_alone ON subjects (alone) WHERE NOT closed AND alone IS NOT NULL;
CREATE INDEX subjects_open ON subjects (seq) WHERE NOT closed;
CREATE INDEX subjects_closed ON subjects (at) WHERE closed;
CREATE INDEX subjects_until ON subjects (until) WHERE until IS NOT NULL;

CREATE TABLE claims (
  name   TEXT PRIMARY KEY,
  fence  BIGINT NOT NULL,
  holder TEXT NOT NULL,
  ttl    BIGINT NOT NULL, -- milliseconds
  until  BIGINT NOT NULL
);

CREATE TABLE budgets (
  name  TEXT PRIMARY KEY,
  rest  BIGINT NOT NULL,
  ends  BIGINT NOT NULL
);

-- What a host may spend without asking, of a budget from which it was taken.
CREATE TABLE leases (
  budget TEXT NOT NULL,
  host   TEXT NOT NULL,
  id     TEXT NOT NULL,
  tokens BIGINT NOT NULL,
  until  BIGINT NOT NULL, -- milliseconds since 1970
  ends   BIGINT NOT NULL, -- of the budget's window
  PRIMARY KEY (budget, host)
);

-- How far the facts of each host have been copied, and which of its stores they were
-- of. The numbers stand beside what was copied, so that a hub that is restored from a
-- dump knows what it has lost.
CREATE TABLE hosts (
  name  TEXT PRIMARY KEY,
  store TEXT NOT NULL,
  mark  TEXT NOT NULL,   -- what hub and host said to each other last
  up    BIGINT NOT NULL, -- a number of the host's store
  last  TEXT NOT NULL,   -- and the id of the fact that has it
  down  BIGINT NOT NULL, -- the hub's
  seen  BIGINT NOT NULL
);

-- One row. Whoever writes holds it: so numbers become seen in their order.
CREATE TABLE meta (
  version  INTEGER NOT NULL, -- of this schema
  seq      BIGINT NOT NULL,
  fence    BIGINT NOT NULL,
  data_key TEXT NOT NULL,    -- the id of the key that seals
  marker   BYTEA NOT NULL    -- the secret by which marks are made, sealed
);
