-- The tables and views that litelift made, each with the definition that it gave: one changed since is the user's own.
CREATE TABLE litelift.made (
  schema_name text NOT NULL,
  name        text NOT NULL,
  -- Digest of the columns of a table, of the query of a view (engine/target/ledger/made.ts).
  definition  text NOT NULL,
  migration   text NOT NULL REFERENCES litelift.migration ON DELETE CASCADE,
  PRIMARY KEY (schema_name, name)
);
