CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  form TEXT DEFAULT (printf('%05d', 42)), here TEXT DEFAULT (datetime('now', 'localtime')), -- no faithful translation
  n INTEGER DEFAULT 'none', -- a text in a column that became bigint
  kept TEXT DEFAULT 'x'
);
INSERT INTO t (id, n) VALUES (1, 5);
