-- Parts of the tables of a file that is too large to be profiled by one task, until the migration ends. Both are gzipped JSON.
CREATE TABLE litelift.profile (
  migration text NOT NULL REFERENCES litelift.migration ON DELETE CASCADE,
  shard     integer NOT NULL,
  claim     bigint NOT NULL,
  -- Which rows are to be read, and for what.
  asked     bytea NOT NULL,
  -- What they hold; null until they are read.
  found     bytea,
  PRIMARY KEY (migration, shard)
);
