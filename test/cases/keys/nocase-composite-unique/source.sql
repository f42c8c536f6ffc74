CREATE TABLE t (a INTEGER, b TEXT, c TEXT, UNIQUE (a, b COLLATE NOCASE, c));
INSERT INTO t VALUES (1, 'x', 'y'), (1, 'x', 'Y'), (2, 'X', 'y'), (1, NULL, 'y'), (1, NULL, 'y');
