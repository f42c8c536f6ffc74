-- What the tasks of an execution leave for each other, until the migration ends. Both are gzipped JSON: a plan of 1,000 tables is 3.7 MB, and 49 KB so.
CREATE TABLE litelift.plan (
  migration text PRIMARY KEY REFERENCES litelift.migration ON DELETE CASCADE,
  claim     bigint NOT NULL,
  plan      bytea NOT NULL,
  -- Digest of the target's definitions that it was made for (engine/target/catalogue-state.ts).
  made_for  text NOT NULL
);

-- What a task adds to the report: notes, times.
CREATE TABLE litelift.task (
  migration text NOT NULL REFERENCES litelift.migration ON DELETE CASCADE,
  -- A task that comes again takes the place of its earlier try.
  task      text NOT NULL,
  claim     bigint NOT NULL,
  -- The order in which they ended first.
  number    bigint GENERATED ALWAYS AS IDENTITY,
  record    bytea NOT NULL,
  PRIMARY KEY (migration, task)
);
