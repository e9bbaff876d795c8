-- chats.db, version 1: what people and models wrote.

-- Ids are never used twice (AUTOINCREMENT), so a snapshot left behind cannot meet another turn.
CREATE TABLE conversation (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  title      TEXT    NOT NULL,
  model      TEXT    NOT NULL,
  leaf       INTEGER,                       -- a turn; not a foreign key, as turns refer here already
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  removed    INTEGER NOT NULL DEFAULT 0     -- 1: hidden, its turns are being removed
) STRICT;

-- A tree by parent. A parent is older than its children, so every walk ends.
CREATE TABLE turn (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation         INTEGER NOT NULL REFERENCES conversation(id),
  parent               INTEGER REFERENCES turn(id) CHECK (parent < id),
  role                 INTEGER NOT NULL CHECK (role BETWEEN 0 AND 2),     -- system, user, assistant
  status               INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),   -- draft, complete, stopped, interrupted
  created_ms           INTEGER NOT NULL,
  model                TEXT    NOT NULL,
  tokenizer            TEXT    NOT NULL,
  prompt_tokens        INTEGER NOT NULL,
  reply_tokens         INTEGER NOT NULL,
  first_token_seconds  REAL    NOT NULL,
  prompt_seconds       REAL    NOT NULL,
  decode_seconds       REAL    NOT NULL,
  seed                 INTEGER NOT NULL,    -- 64 bits, read as unsigned
  tokens               BLOB    NOT NULL,    -- int32, little-endian
  text                 TEXT    NOT NULL
) STRICT;

CREATE INDEX turn_by_parent ON turn(parent);
CREATE INDEX turn_by_conversation ON turn(conversation);
CREATE INDEX turn_draft ON turn(status) WHERE status = 0;

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- One row. clean is 1 only between an orderly close and the next opening.
CREATE TABLE session (
  clean INTEGER NOT NULL
) STRICT;
INSERT INTO session(clean) VALUES (0);
