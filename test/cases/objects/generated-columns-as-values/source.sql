CREATE TABLE p (id INTEGER PRIMARY KEY);
INSERT INTO p VALUES (1), (2);
CREATE TABLE t (
  id INTEGER PRIMARY KEY, a INTEGER, b REAL, j TEXT,
  -- The sum passes 64 bits: SQLite goes over to a real, PostgreSQL refuses the row.
  sum INTEGER AS (a + a),
  -- No translation, and one that reads it.
  word TEXT AS (printf('%05d', a)) STORED,
  longer TEXT AS (word || '!'),
  -- A key's action would write to it.
  parent INTEGER AS (a % 3) STORED REFERENCES p ON DELETE SET NULL,
  fine INTEGER AS (a % 5)
);
INSERT INTO t (id, a, b) VALUES (1, 7, 1.5), (2, 9223372036854775807, 2);
