CREATE TABLE t (a INTEGER, b TEXT, n INTEGER, note TEXT, PRIMARY KEY (a, b));
INSERT INTO t VALUES (1, 'x', 10, 'new'), (1, 'y', 20, 'same'), (2, 'x', 30, NULL)
