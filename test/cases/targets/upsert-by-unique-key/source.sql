CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT, n INTEGER);
INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3);
