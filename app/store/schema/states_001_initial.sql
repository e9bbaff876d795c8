-- states.db, version 1: a cache of model states, safe to delete.

CREATE TABLE states.snapshot (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  turn        INTEGER NOT NULL,
  fingerprint TEXT    NOT NULL,               -- of the model that made it
  path_digest BLOB    NOT NULL,               -- SHA-256 of every turn it has read, see pathDigests()
  size        INTEGER NOT NULL,
  sha256      BLOB    NOT NULL,               -- of its bytes
  complete    INTEGER NOT NULL,               -- 0 while its chunks are being written
  UNIQUE (turn, fingerprint)
) STRICT;

CREATE TABLE states.snapshot_chunk (
  snapshot INTEGER NOT NULL REFERENCES snapshot(id) ON DELETE CASCADE,
  number   INTEGER NOT NULL,
  bytes    BLOB    NOT NULL,                  -- 1 MiB, the last one less
  PRIMARY KEY (snapshot, number)
) STRICT;
