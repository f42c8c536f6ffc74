CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  a TEXT CHECK (printf('%s', a) <> ''),
  n INTEGER CHECK (n + n > 0),
  m INTEGER CHECK (m > 0)
);
PRAGMA ignore_check_constraints = ON;
INSERT INTO t VALUES (1, 'a', 9223372036854775807, -1), (2, 'b', 1, 1);
