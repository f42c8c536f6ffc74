-- One row a row of a file of which a reference became NULL, because nothing was there under it (onOrphan: null).
CREATE TABLE litelift.nulled (
  migration   text NOT NULL REFERENCES litelift.migration ON DELETE CASCADE,
  -- Names of the file; a table without rowids counts its rows from 1, in key order.
  table_name  text COLLATE "C" NOT NULL,
  rowid       bigint NOT NULL,
  column_name text NOT NULL,
  -- What the reference was, shortened, and the table that it led to.
  value       text NOT NULL,
  parent      text NOT NULL
);
CREATE INDEX ON litelift.nulled (migration, table_name, rowid);
