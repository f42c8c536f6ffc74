-- One row a migration: one version of one file into one schema of this database.
CREATE TABLE litelift.migration (
  id            text PRIMARY KEY,
  source        text NOT NULL,
  version       text NOT NULL,
  -- S3's order of versions of one key, a hexadecimal number as it came; null where there is none.
  sequencer     text,
  target_schema text NOT NULL,
  mode          text NOT NULL,
  state         text NOT NULL CHECK (state IN ('running', 'published', 'failed', 'superseded')),
  -- Rises with every claim: a batch of an older claim finds no checkpoint of its own and rolls back.
  claim         bigint NOT NULL DEFAULT 1,
  -- Of the plan that filled staging; null until staging exists.
  fingerprint   text,
  rows          bigint,
  report        jsonb,
  started_at    timestamptz NOT NULL DEFAULT now(),
  finished_at   timestamptz
);

CREATE INDEX migration_source ON litelift.migration (source, target_schema);

-- One row a shard of a table being staged; committed together with the rows it counts.
CREATE TABLE litelift.checkpoint (
  migration  text NOT NULL REFERENCES litelift.migration ON DELETE CASCADE,
  shard      integer NOT NULL,
  claim      bigint NOT NULL,
  -- The shard's rowids: after `low` (exclusive) through `high` (inclusive); null is open.
  table_name text NOT NULL,
  low        bigint,
  high       bigint,
  -- Last rowid that is committed; null before the first batch.
  reached    bigint,
  rows       bigint NOT NULL DEFAULT 0,
  done       boolean NOT NULL DEFAULT false,
  PRIMARY KEY (migration, shard)
);
