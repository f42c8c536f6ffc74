CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT);
INSERT INTO t VALUES ('x', 'first'), ('X', 'second')
