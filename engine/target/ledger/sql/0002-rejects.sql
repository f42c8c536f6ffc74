-- One row a row of a file that was not carried over; kept after publish. Committed together with what left it out.
CREATE TABLE litelift.reject (
  migration   text NOT NULL REFERENCES litelift.migration ON DELETE CASCADE,
  -- Names of the file.
  table_name  text COLLATE "C" NOT NULL,
  -- A table without rowids counts its rows from 1, in key order.
  rowid       bigint NOT NULL,
  -- The first value that was refused, shortened; both null where the row as a whole was, the value also where it is NULL.
  column_name text,
  value       text,
  -- What the server said; null where litelift refused the value before it was sent.
  sqlstate    text,
  reason      text NOT NULL,
  PRIMARY KEY (migration, table_name, rowid)
);
